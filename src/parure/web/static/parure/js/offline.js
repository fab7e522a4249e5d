// The customers opened last can be read when the network drops; at sign-out they are gone.
import { belongsTo, canKeep, empty, put } from "./vault.js";

const HOURS = 12; // as long as a sign-in lasts
const person = document.body.dataset.person;

async function keepCustomer() {
  const page = document.querySelector("[data-readable-offline]");
  if (!page) return;
  const copy = page.cloneNode(true);
  for (const act of copy.querySelectorAll("button, form, dialog, script, [hx-get], [hx-post], [data-clear]")) act.remove();
  for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  await put("customers", location.pathname, { title: document.title, html: copy.innerHTML }, HOURS);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-signout]")) empty();
});

if (canKeep && person) {
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
  belongsTo(person).then(keepCustomer);
}
