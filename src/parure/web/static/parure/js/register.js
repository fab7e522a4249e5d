// Registering at the counter: a number that is known is noticed while it is typed.
const PAUSE = 300;
const ENOUGH = 8;
let timer;

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-phone]")) return;
  clearTimeout(timer);
  const known = document.getElementById("known");
  const digits = event.target.value.replace(/\D/g, "").length;
  if (digits < ENOUGH) return known.replaceChildren();
  timer = setTimeout(() => window.htmx.trigger(known, "phone"), PAUSE);
});

// Enter moves on from the number to the name; the form is sent from its last field or by its button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !event.target.matches?.("[data-phone]")) return;
  event.preventDefault();
  event.target.form.elements.namedItem("name")?.focus();
});
