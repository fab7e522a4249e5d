// Fields of the shop's own: shown by condition, left by Escape, rows of choices put in order by keyboard.

const valuesOf = (form, code) =>
  [...form.querySelectorAll(`[name="custom_${code}"]`)]
    .filter((each) => !["radio", "checkbox"].includes(each.type) || each.checked)
    .map((each) => (each.dataset.scale && each.value ? Math.round(Number(each.value.replace(/,/g, "")) * each.dataset.scale) : each.value))
    .filter((value) => value !== "");

const plain = (value) => (value === true ? "1" : value === false ? "0" : String(value));

function compare(found, op, wanted) {
  if (op === "empty") return !found.length;
  if (op === "filled") return found.length > 0;
  const many = (Array.isArray(wanted) ? wanted : [wanted]).map(plain);
  if (op === "is_not") return !found.some((each) => plain(each) === many[0]);
  if (!found.length) return false;
  if (op === "is" || op === "in") return found.some((each) => many.includes(plain(each)));
  const order = (a, b) => (Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? (a < b ? -1 : a > b ? 1 : 0) : Number(a) - Number(b));
  const [one, low, high] = [found[0], many[0], many[1]];
  switch (op) {
    case "gt": return order(one, low) > 0;
    case "gte": return order(one, low) >= 0;
    case "lt": return order(one, low) < 0;
    case "lte": return order(one, low) <= 0;
    case "between": return order(one, low) >= 0 && order(one, high) <= 0;
    case "contains": return String(one).toLowerCase().includes(low.toLowerCase());
    case "starts": return String(one).toLowerCase().startsWith(low.toLowerCase());
    default: return true; // days from today are judged where the form is taken
  }
}

const holds = (form, tree) =>
  tree.all ? tree.all.every((each) => holds(form, each))
    : tree.any ? tree.any.some((each) => holds(form, each))
      : tree.not ? !holds(form, tree.not)
        : compare(valuesOf(form, tree.field), tree.op, tree.value);

function showFitting(form) {
  for (const input of form.querySelectorAll("[data-shown-if]")) {
    const place = input.closest(".pr-field");
    if (place) place.hidden = !holds(form, JSON.parse(input.dataset.shownIf));
  }
}

const conditional = (root) => new Set([...root.querySelectorAll("[data-shown-if]")].map((each) => each.closest("form")).filter(Boolean));
const showAll = (root) => conditional(root).forEach(showFitting);

document.addEventListener("input", (event) => event.target.form && showFitting(event.target.form));
document.addEventListener("htmx:load", (event) => showAll(event.target.parentElement ?? event.target));
showAll(document);

// A value's form in its line: Escape leaves it as it was.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-leave]");
  if (form && event.key === "Escape" && !event.isComposing) {
    event.stopPropagation();
    event.preventDefault();
    form.querySelector("[data-leave-now]")?.click();
  }
}, true);

// Typing for a record that a field points to: Enter takes the first one found, the arrow goes down to them.
document.addEventListener("keydown", (event) => {
  if (!["Enter", "ArrowDown"].includes(event.key) || event.isComposing || !event.target.matches?.("[data-record] input[type=search]")) return;
  event.preventDefault();
  const hit = event.target.closest("[data-record]").querySelector("[id$=-hits] input[type=radio]");
  if (!hit) return;
  if (event.key === "Enter") hit.checked = true;
  hit.focus();
  for (const told of ["input", "change"]) hit.dispatchEvent(new Event(told, { bubbles: true }));
});

// Rows of choices: added, moved and taken away without asking the server.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-row]");
  if (!button) return;
  const list = button.closest("[data-rows]");
  const row = button.closest("[data-one]");
  if (button.dataset.row === "add") {
    const fresh = list.querySelector("template").content.firstElementChild.cloneNode(true);
    list.querySelector("[data-all]").append(fresh);
    fresh.querySelector("input[type=text], input:not([type])")?.focus();
  } else if (button.dataset.row === "up") {
    row.previousElementSibling?.before(row);
    button.focus();
  } else if (button.dataset.row === "down") {
    row.nextElementSibling?.after(row);
    button.focus();
  } else if (button.dataset.row === "out") {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    next?.querySelector("input:not([type=hidden])")?.focus();
  }
  list?.dispatchEvent(new Event("input", { bubbles: true }));
});

// A name of a field is put where the formula is being written.
document.addEventListener("click", (event) => {
  const word = event.target.closest("[data-insert]");
  const box = word && document.getElementById(word.dataset.into);
  if (!box) return;
  box.setRangeText(word.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

// Fields are put in order with the mouse, too: a row follows the pointer, and its place is kept where it is let go.
let dragged = null;
let before = null; // what stood behind it when it was taken up

const rowOf = (event) => event.target.closest?.("[data-drag]");
const placeOf = (row) => [...row.parentElement.querySelectorAll(":scope > [data-drag]")].indexOf(row);

document.addEventListener("dragstart", (event) => {
  dragged = rowOf(event);
  if (!dragged) return;
  before = [dragged.nextElementSibling, placeOf(dragged)];
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", ""); // or the name, being a link, would be dropped somewhere
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const row = dragged && rowOf(event);
  if (!row || row.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  if (row === dragged) return;
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY < top + height / 2) row.before(dragged);
  else row.after(dragged);
});
document.addEventListener("drop", (event) => dragged && event.preventDefault());
document.addEventListener("dragend", (event) => {
  if (!dragged) return;
  const [row, [following, place]] = [dragged, before];
  dragged = before = null;
  row.classList.remove("is-dragged");
  if (event.dataTransfer.dropEffect === "none") return row.parentElement.insertBefore(row, following);
  const to = placeOf(row);
  if (to !== place) window.htmx.ajax("POST", row.dataset.drag, { source: row, swap: "none", values: { to } });
});
