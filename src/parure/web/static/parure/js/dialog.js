// Forms that open over the page. `a[data-dialog]` fetches its address into <dialog id="dialog">;
// any htmx answer for #dialog-body opens it as well. The same address also works as a whole page.
import { isDirty, markClean } from "./form.js";
import { lower, toast, words } from "./toast.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let opener = null;

export function openAddress(address, from) {
  opener = from || document.activeElement;
  window.htmx.ajax("GET", address, { target: "#dialog-body", swap: "innerHTML", source: from });
}

export function closeDialog(which, { done = false } = {}) {
  if (!which?.open) return;
  if (done) for (const form of which.querySelectorAll("form")) markClean(form);
  which.close();
}

body?.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== body) return;
  if (!body.children.length) return closeDialog(dialog, { done: true });
  dialog.classList.toggle("is-wide", Boolean(body.querySelector("[data-wide]")));
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector("[autofocus], .is-invalid") || body.querySelector("input:not([type=hidden]), select, textarea");
  first?.focus({ preventScroll: false });
});

// What was typed and not sent is kept behind the notice, not asked about.
dialog?.addEventListener("close", () => {
  lower();
  const typed = [...body.querySelectorAll("form")].some(isDirty);
  if (typed) {
    toast({ text: words.kept, act: { label: words.reopen, run: () => dialog.showModal() } });
  } else {
    body.replaceChildren();
  }
  if (opener?.isConnected) opener.focus();
});

// A click on what lies behind closes; a drag that began inside does not.
for (const each of document.querySelectorAll("dialog")) {
  let began = null;
  each.addEventListener("pointerdown", (event) => {
    began = event.target;
  });
  each.addEventListener("click", (event) => {
    if (event.target === each && began === each && outside(each, event)) closeDialog(each);
  });
  each.addEventListener("close", lower);
}

function outside(box, { clientX: x, clientY: y }) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
}
