// Adds to the basket without leaving the page, and tells the loop. Without this script the forms work by themselves.
import { placeOf, track } from "./feedback.js";

export function startBasket() {
  document.querySelector("[data-basket-form]")?.addEventListener("submit", async event => {
    event.preventDefault();
    const form = event.target;
    const status = form.querySelector("[data-basket-added]");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new FormData(form) });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.detail);
      track("Product Added", { ...placeOf(form), quantity: 1 });
      showCount(answer.count);
      status.innerHTML = 'In the basket. <a href="/basket">Look at it</a>';
    } catch (error) {
      status.textContent = error.message || "That did not work. Please try again.";
    }
    button.disabled = false;
  });

  const order = document.querySelector("[data-order-form]");
  order?.addEventListener("submit", () => track("Order Completed", { order_id: crypto.randomUUID(), ...JSON.parse(order.dataset.order) }));
}

function showCount(count) {
  const badge = document.querySelector("[data-basket-count]");
  badge.textContent = count;
  badge.hidden = count === 0;
  document.querySelector("[data-basket-link]").setAttribute("aria-label", `Basket, ${count === 1 ? "1 item" : `${count} items`}`);
}
