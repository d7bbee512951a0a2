// "/" goes to the search, arrows move between results, Escape goes back up.
export function startKeyboard() {
  const input = document.getElementById("q");
  const links = () => [...document.querySelectorAll("[data-grid] .card-link")];

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    const writes = target.matches("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writes) {
      event.preventDefault();
      input?.focus();
      input?.select();
    } else if (target === input && event.key === "ArrowDown" && links().length > 0) {
      event.preventDefault();
      links()[0].focus();
    } else if (target === input && event.key === "Escape") {
      if (!input.value) input.blur();
    } else if (target.matches(".card-link") && event.key.startsWith("Arrow")) {
      const next = neighbour(target, event.key, links());
      event.preventDefault();
      (next ?? (event.key === "ArrowUp" ? input : null))?.focus();
    } else if (target.matches(".card *") && event.key === "Escape") {
      (target.matches(".card-link") ? input : target.closest(".card").querySelector(".card-link"))?.focus();
    }
  });
}

/** The nearest result in a direction, as it stands on the screen. */
function neighbour(from, key, all) {
  const at = all.indexOf(from);
  if (key === "ArrowLeft") return all[at - 1];
  if (key === "ArrowRight") return all[at + 1];
  const here = from.getBoundingClientRect();
  const rows = all.map(link => ({ link, box: link.getBoundingClientRect() }));
  const sameColumn = rows.filter(({ box }) => Math.abs(box.left - here.left) < here.width / 2);
  return key === "ArrowDown" ? sameColumn.find(({ box }) => box.top > here.top + 4)?.link : sameColumn.findLast(({ box }) => box.top < here.top - 4)?.link;
}
