// What was typed into a form outlives a lost connection, an expired sign-in and a closed tab, for a day.
// A form's draft holds only what was changed, so that it never brings back what others have changed since.
import { all, canKeep, get, put, remove } from "./vault.js";
import { openAddress } from "./dialog.js";
import { toast, words } from "./toast.js";

const HOURS = 24;
const PAUSE = 400;
const NEVER = "[type=password], [type=file], [name=csrfmiddlewaretoken], [name=seen], [name=request_key]";
const shown = new WeakMap(); // form -> what its fields held when it was shown
const timers = new WeakMap();

const fields = (form) =>
  [...form.elements].filter((field) => field.name && !field.disabled && !field.matches(NEVER) && field.type !== "submit");
const value = (field) => (field.matches("[type=checkbox], [type=radio]") ? String(field.checked) : field.value);
const place = (field) => (field.matches("[type=checkbox], [type=radio]") ? `${field.name}=${field.value}` : field.name);
const values = (form) => Object.fromEntries(fields(form).map((field) => [place(field), value(field)]));
const address = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const title = (form) => form.querySelector("h1, h2")?.textContent.trim() || document.title;

function changes(form) {
  const before = shown.get(form) || {};
  return Object.fromEntries(Object.entries(values(form)).filter(([name, now]) => now !== (before[name] ?? "")));
}

function watch(form) {
  if (shown.has(form) || !form.matches("form[data-guard]") || form.method === "get") return;
  shown.set(form, values(form));
  offer(form);
}

document.addEventListener("input", later, true);
document.addEventListener("change", later, true);
function later(event) {
  const form = event.target.form;
  if (!form || !shown.has(form)) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), PAUSE));
}

async function keep(form) {
  const typed = changes(form);
  if (!Object.keys(typed).length) return remove("drafts", address(form));
  await put("drafts", address(form), { typed, title: title(form), page: location.pathname }, HOURS);
}

// A form that is opened again says that something was left behind; it comes back by hand.
async function offer(form) {
  const draft = await get("drafts", address(form));
  if (!draft || !form.isConnected) return;
  const note = document.getElementById("draft").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-restore]").addEventListener("click", () => {
    restore(form, draft.value.typed);
    note.remove();
  });
  note.querySelector("[data-discard]").addEventListener("click", () => {
    remove("drafts", address(form));
    note.remove();
  });
  (form.querySelector(".pr-dlg-b") || form).prepend(note);
}

function restore(form, typed) {
  for (const field of fields(form)) {
    const kept = typed[place(field)];
    if (kept === undefined) continue;
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = kept === "true";
    else field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Sent and taken: nothing is left to keep. A form of a whole page leads to another page when it was taken.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form && shown.has(form) && event.detail.successful) done(form);
});
document.addEventListener("submit", (event) => {
  if (shown.has(event.target)) sessionStorage.setItem("parure:sent", address(event.target));
});
function done(form) {
  clearTimeout(timers.get(form));
  remove("drafts", address(form));
}

async function settle() {
  const sent = sessionStorage.getItem("parure:sent");
  sessionStorage.removeItem("parure:sent");
  if (sent && sent !== location.pathname) await remove("drafts", sent);
  const left = (await all("drafts")).find(({ value: draft, name }) => draft.page === location.pathname && name !== location.pathname);
  if (left) toast({ text: words.left.replace("#", left.value.title), act: { label: words.reopen, run: () => openAddress(left.name) } });
}

if (canKeep) {
  document.querySelectorAll("form[data-guard]").forEach(watch);
  document.body.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.("form[data-guard]").forEach(watch));
  settle();
}
