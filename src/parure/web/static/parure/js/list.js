// Lists: the small forms behind filter chips, and rows under the keyboard.
const GAP = 6;
const narrow = matchMedia("(max-width: 767.98px)");

// A popover stands under the button that opened it, inside the window; on phones the style makes it a sheet.
document.addEventListener(
  "toggle",
  (event) => {
    const box = event.target;
    if (!box.matches?.(".pr-flt") || event.newState !== "open") return;
    place(box);
    focusFirst(box);
  },
  true,
);

// A sheet of its own: the page's policy forbids style attributes, which htmx would carry over.
const spot = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, spot];

function place(box) {
  if (narrow.matches) return spot.replaceSync("");
  const button = document.querySelector(`[popovertarget="${box.id}"]`);
  const { left, bottom, top } = (button.closest(".pr-chip") || button).getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = bottom + GAP + height <= innerHeight || top < innerHeight / 2;
  const x = Math.max(8, Math.min(left, innerWidth - width - 8));
  const y = below ? bottom + GAP : Math.max(8, top - GAP - height);
  spot.replaceSync(`.pr-flt:popover-open { left: ${x}px; top: ${y}px; }`);
}

function focusFirst(box) {
  const wanted = [".is-invalid", "[data-for]:not([hidden]) input:not([hidden])", "select", "input:not([type=hidden])", "a, button"];
  const first = wanted.map((selector) => box.querySelector(selector)).find(Boolean);
  first?.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.target;
  if (!box.matches?.(".pr-flt")) return;
  for (const select of box.querySelectorAll("[data-op]")) showInputs(select);
  place(box);
  focusFirst(box);
});

// Only the inputs that the chosen comparison takes.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-op]")) showInputs(event.target);
});

function showInputs(select) {
  const wanted = select.selectedOptions[0].dataset.inputs;
  for (const part of select.form.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(wanted);
  }
}

// A long menu narrows to what is typed.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[data-narrow]") || event.isComposing) return;
  const wanted = field.value.trim().toLowerCase();
  for (const item of field.nextElementSibling.children) {
    item.hidden = Boolean(wanted) && !item.textContent.toLowerCase().includes(wanted);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-narrow]") || event.isComposing) return;
  event.preventDefault();
  const first = [...event.target.nextElementSibling.children].find((item) => !item.hidden);
  first?.querySelector("button, input")?.click();
});

// Arrows walk through an open menu.
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.(".pr-flt")?.querySelector(".pr-flt-list");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!list || !step || event.target.matches("select, [type=date], [type=radio]")) return;
  const items = [...list.querySelectorAll("a, button, input")].filter((item) => item.offsetParent);
  const to = items[items.indexOf(event.target) + step];
  if (!to) return;
  event.preventDefault();
  to.focus();
});

// j and k walk through the rows; Enter opens the one that holds the focus, being its link.
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog, [popover]")) return;
  const links = [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("a")).filter(Boolean);
  if (!links.length) return;
  const row = document.activeElement.closest?.("[data-row]");
  const now = links.findIndex((link) => link.closest("[data-row]") === row);
  const to = links[now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step];
  if (!to) return;
  event.preventDefault();
  to.focus();
  to.scrollIntoView({ block: "nearest" });
});

// A list that was swapped begins at its top, where its first row can be seen.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "list") return;
  if (document.getElementById("list")?.getBoundingClientRect().top < 0) scrollTo({ top: 0 });
});
