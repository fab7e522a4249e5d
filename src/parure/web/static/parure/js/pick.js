// Selecting rows of a list: x or a click, a range with shift, the page, or everything that matches.
const picked = new Set();
let every = false;
let last = null; // the row picked last, where a range begins
let shown = ""; // the list and conditions that the selection belongs to
let picking = false; // on phones a tap on a card picks it instead of opening it

const bar = () => document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("[data-pick]")];

// Pages and orders of one list share the selection; other conditions are another list.
function place() {
  const asked = new URLSearchParams(location.search);
  for (const name of ["after", "at", "sort", "col"]) asked.delete(name);
  return `${location.pathname}?${asked}`;
}

function restore() {
  if (place() !== shown) {
    shown = place();
    picked.clear();
    every = false;
  }
  last = null;
  for (const box of boxes()) box.checked = every || picked.has(box.value);
  show();
}

function pick(box, on) {
  if (every) {
    every = false;
    for (const each of boxes()) picked.add(each.value);
  }
  box.checked = on;
  picked[on ? "add" : "delete"](box.value);
}

function show() {
  const form = bar();
  if (!form) return;
  form.hidden = !every && !picked.size && !picking;
  form.classList.toggle("is-none", !every && !picked.size);
  document.getElementById("list").classList.toggle("is-picking", picking);
  document.querySelector("[data-picking]")?.setAttribute("aria-pressed", String(picking));
  form.elements.all.value = every ? "1" : "";
  const [count, some, all] = ["picked", "some", "every"].map((name) => form.querySelector(`[data-${name}]`));
  count.textContent = picked.size;
  count.hidden = some.hidden = every;
  all.hidden = !every;
  form.querySelector("[data-pick-all]").hidden = every;
  const head = document.querySelector("[data-pick-page]");
  const on = boxes().filter((box) => box.checked).length;
  head.checked = on > 0 && on === boxes().length;
  head.indeterminate = on > 0 && !head.checked;
}

function none() {
  every = picking = false;
  picked.clear();
  for (const box of boxes()) box.checked = false;
  show();
}

// Capturing, because a card is one large link.
document.addEventListener(
  "click",
  (event) => {
    const box = picking && event.target.closest?.("[data-row]")?.querySelector("[data-pick]");
    if (!box || event.target === box) return;
    event.preventDefault();
    event.stopPropagation();
    choose(box, !box.checked, false);
  },
  true,
);

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-picking]")) {
    if (picking) return none();
    picking = true;
    return show();
  }
  if (target.closest("[data-pick-all]")) {
    every = true;
    picked.clear();
    for (const box of boxes()) box.checked = true;
    return show();
  }
  if (target.closest("[data-pick-none]")) return none();
  if (target.matches("[data-pick-page]")) {
    for (const box of boxes()) pick(box, target.checked);
    return show();
  }
  if (!target.matches("[data-pick]")) return;
  choose(target, target.checked, event.shiftKey);
});

function choose(box, on, ranging) {
  const all = boxes();
  if (ranging && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(from, to + 1)) pick(each, on);
  } else {
    pick(box, on);
  }
  last = box;
  show();
}

// x picks the row that holds the focus; Escape lets go of everything.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [popover]")) return;
  if (event.key === "Escape" && (every || picked.size)) return none();
  if (event.key.toLowerCase() !== "x") return;
  const box = document.activeElement.closest?.("[data-row]")?.querySelector("[data-pick]");
  if (!box) return;
  event.preventDefault();
  choose(box, !box.checked, event.shiftKey);
});

// Rows picked on other pages go along with those that stand here.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.closest?.("#bulk") || every) return;
  event.detail.formData.delete("uid");
  for (const uid of picked) event.detail.formData.append("uid", uid);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "list" || event.target.id === "list") restore();
});
addEventListener("pageshow", restore);
