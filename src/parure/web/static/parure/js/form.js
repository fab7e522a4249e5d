// Forms keep what was typed: no submit while composing, no second submit, a warning before leaving.
const snapshots = new WeakMap();

const state = (form) => {
  const parts = [];
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrfmiddlewaretoken") parts.push(`${name}=${value instanceof File ? value.name : value}`);
  }
  return parts.join("\n");
};

export const isDirty = (form) => snapshots.has(form) && snapshots.get(form) !== state(form);
export const markClean = (form) => snapshots.set(form, state(form));

// The state before the first change; a form that came back with errors counts as changed from the start.
document.addEventListener("focusin", (event) => {
  const form = event.target.form;
  if (!form || snapshots.has(form) || form.method === "get") return;
  snapshots.set(form, form.querySelector(".is-invalid") ? "" : state(form));
});

addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(isDirty)) event.preventDefault();
});

// Enter that ends a composition (Safari sends it with keyCode 229 afterwards) submits nothing.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !(event.isComposing || event.keyCode === 229)) return;
    if (event.target.closest("form")) event.preventDefault();
  },
  true,
);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  markClean(form);
});

// htmx sends by itself and ignores a form that is on its way by hx-sync; it tells when it is back.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("form");
  if (!form || event.detail.requestConfig.verb === "get") return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "1";
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (!form || event.detail.requestConfig.verb === "get") return;
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  if (event.detail.successful) markClean(form);
});

// Back from the next page out of the browser's memory: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});
