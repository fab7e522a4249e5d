// Editing in a list: Enter or a double click opens a cell's input, Enter and Tab save, Escape leaves.
// One cell of the table is in the order of Tab; the arrows walk among those that can be edited.

const wide = matchMedia("(min-width: 768px)");
const PEN = "pr-pen";
let next = null; // [uid, name]: where Tab leads once the value is kept
let back = null; // [uid, name]: where the focus returns
let byPointer = false; // a choice made with the mouse is kept at once

const cellAt = (uid, name) =>
  document.querySelector(`tr[data-uid="${CSS.escape(uid)}"] td[data-edit="${CSS.escape(name)}"]`);
const editable = () => [...document.querySelectorAll("td[data-edit]")];
const placeOf = (cell) => [cell.closest("tr").dataset.uid, cell.dataset.edit];

function open(cell) {
  if (!wide.matches) return;
  const [uid, name] = placeOf(cell);
  const other = document.querySelector("[data-cell]");
  if (other) {
    next = [uid, name]; // what stands open is kept first
    return other.requestSubmit();
  }
  const address = cell.closest("table").dataset.cells.replace(/[^/]+\/-\/$/, `${uid}/${name}/`);
  back = [uid, name];
  window.htmx.ajax("GET", address, { target: cell, swap: "outerHTML" });
}

function leave(form) {
  back = [form.closest("tr").dataset.uid, form.dataset.cell];
  window.htmx.ajax("GET", form.dataset.back, { target: form.closest("td"), swap: "outerHTML" });
}

// ── opening ──

document.addEventListener("dblclick", (event) => {
  const cell = event.target.closest("td[data-edit]");
  if (!cell || event.target.closest("a, button")) return;
  getSelection().removeAllRanges();
  open(cell);
});

// One pencil for the whole table: it stands in the cell under the mouse, and is none for the keyboard.
const pen = document.getElementById("pen")?.content.firstElementChild.cloneNode(true);
document.addEventListener("mouseover", (event) => {
  const cell = event.target.closest?.("td[data-edit]");
  if (cell && pen && pen.parentElement !== cell) cell.append(pen);
  else if (!cell) pen?.remove();
});
document.addEventListener("click", (event) => {
  const cell = event.target.closest(`.${PEN}`)?.closest("td");
  if (cell) open(cell);
  const form = event.target.closest("[data-cell-leave]")?.closest("[data-cell]");
  if (form) leave(form);
});

// ── walking ──

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("td[data-edit]");
  if (!cell || event.target !== cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === "F2") {
    event.preventDefault();
    open(cell);
  } else if (STEPS[event.key]) {
    event.preventDefault();
    walk(cell, ...STEPS[event.key]);
  }
});

function walk(cell, down, right) {
  const row = cell.closest("tr");
  if (right) {
    const cells = [...row.querySelectorAll("td[data-edit]")];
    return focus(cells[cells.indexOf(cell) + right]);
  }
  const rows = [...row.parentElement.children];
  focus(rows[rows.indexOf(row) + down]?.querySelector(`td[data-edit="${CSS.escape(cell.dataset.edit)}"]`));
}

function focus(cell) {
  if (!cell) return;
  for (const each of editable()) each.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
  cell.scrollIntoView({ block: "nearest" });
}

function enter() {
  const cells = editable();
  if (cells.length && !cells.some((each) => each.tabIndex === 0)) cells[0].tabIndex = 0;
}

// ── the open input ──

document.addEventListener("keydown", (event) => {
  byPointer = false;
  const form = event.target.closest?.("[data-cell]");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    return leave(form);
  }
  const inInput = event.target.matches("[data-cell-input]");
  if (event.key === "Enter" && event.target.matches("select, [type=checkbox]")) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Tab" && inInput && !["checkbox", "search"].includes(event.target.type)) {
    const cells = [...form.closest("tr").querySelectorAll("td[data-edit], td.pr-editing")];
    const to = cells[cells.indexOf(form.closest("td")) + (event.shiftKey ? -1 : 1)];
    if (!to) return;
    event.preventDefault();
    next = placeOf(to);
    form.requestSubmit();
  }
});
document.addEventListener("pointerdown", () => {
  byPointer = true;
});
document.addEventListener("change", (event) => {
  if (byPointer && event.target.matches("[data-cell] select")) event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-cell]");
  if (form) back = [form.closest("tr").dataset.uid, form.dataset.cell];
});

document.addEventListener("htmx:afterSettle", () => {
  enter();
  const input = document.querySelector("[data-cell] [data-cell-input]");
  if (input) {
    if (!input.closest("[data-cell]").contains(document.activeElement)) {
      input.focus();
      input.select?.();
    }
    if (document.querySelector("[data-cell] .pr-err")) next = null;
    return;
  }
  const to = next && cellAt(...next);
  const from = back && cellAt(...back);
  next = back = null;
  if (to) {
    focus(to);
    open(to);
  } else if (from) focus(from);
});

// Somebody else's record, or one that is gone: the cell stays as it was.
document.addEventListener("htmx:responseError", () => {
  next = back = null;
});

enter();
