// The customer's page and what its dialogs need: values that hide again, chosen pieces, notices from the last page.
import { toast } from "./toast.js";

const SHOWN = 30_000; // a revealed value is masked again after this many milliseconds
const masked = new WeakMap();

// A revealed value takes the place of its mask; the mask comes back by itself.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const mask = event.detail.target;
  if (mask?.matches?.(".pr-mask") && event.detail.xhr.status === 200) masked.set(event.detail.xhr, mask.cloneNode(true));
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  const before = masked.get(event.detail.xhr);
  const clear = before && [...document.querySelectorAll("[data-clear]:not([data-timed])")].at(-1);
  if (!clear) return;
  clear.dataset.timed = "";
  clear.querySelector("a, button")?.focus();
  setTimeout(() => {
    if (!clear.isConnected) return;
    clear.replaceWith(before);
    window.htmx?.process(before);
  }, SHOWN);
});

// A chosen piece leaves the list of choices and the field is free for the next scan.
document.addEventListener("click", (event) => {
  const drop = event.target.closest("[data-drop]");
  if (drop) return drop.closest("[data-row]").remove();
  const fill = event.target.closest("[data-fill]");
  if (fill) document.getElementById(fill.dataset.fill).value = fill.value;
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const uid = event.target.dataset?.chosen;
  if (uid && document.querySelector(`[data-row="${CSS.escape(uid)}"]`)) event.preventDefault();
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.dataset?.chosen) return;
  const field = document.querySelector("[data-scan]");
  event.target.parentElement?.replaceChildren();
  field.value = "";
  field.focus();
});

// A hand scanner types a code and presses Enter: that takes the first hit, never sends the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-scan], #f-q")) return;
  event.preventDefault();
  document.querySelector("#piece-choices [data-chosen]")?.click();
});

// What the last page had to say.
const notice = document.querySelector("[data-notice]");
if (notice) {
  toast({ text: notice.textContent });
  notice.remove();
}
