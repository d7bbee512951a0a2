// Makes one element like another and touches only what differs. Children with data-key or id keep their identity, others go by their order.
const kept = new Set(["open"]); // what the reader opened stays open

export function morph(from, to) {
  for (const { name, value } of to.attributes) {
    if (!kept.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!kept.has(name) && !to.hasAttribute(name)) from.removeAttribute(name);
  }
  if (from === document.activeElement && from.matches("select, input")) return;
  morphChildren(from, to);
  if (from.matches("select")) from.value = to.value;
}

function morphChildren(from, to) {
  const keyed = new Map([...from.children].filter(keyOf).map(child => [keyOf(child), child]));
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let found = key ? keyed.get(key) : at;
    if (!key) while (found && keyOf(found)) found = found.nextSibling;
    if (!found || found.nodeType !== wanted.nodeType || found.nodeName !== wanted.nodeName) {
      from.insertBefore(wanted, at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else from.insertBefore(found, at);
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted);
    else if (found.data !== wanted.data) found.data = wanted.data;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? node.dataset?.key ?? (node.id || null) : null;
