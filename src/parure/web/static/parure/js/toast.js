// Notices at the foot of the page, with an undo where there is one.
const STAY = 8000;
const STAY_UNDO = 20000; // whoever wants to undo needs time to read

export const words = document.getElementById("words")?.dataset || {};

// text, undo (an address that takes it back), act {label, run}, bad (an error stays until it is closed)
export function toast({ text, undo, act, bad }) {
  const holder = document.getElementById("toasts");
  const made = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  made.querySelector("p").textContent = text;
  prepareAct(made, made.querySelector("[data-act]"), undo, act);
  if (bad) {
    made.classList.add("is-bad");
    made.setAttribute("role", "alert");
  }
  for (const same of holder.children) if (same.querySelector("p").textContent === text) same.remove();
  lift(holder);
  holder.append(made);
  window.htmx?.process(made);
  if (!bad) leaveLater(made, undo || act ? STAY_UNDO : STAY);
}

function prepareAct(made, button, undo, act) {
  if (undo) return button.setAttribute("hx-post", undo);
  if (!act) return button.remove();
  button.textContent = act.label;
  button.addEventListener("click", () => {
    made.remove();
    act.run();
  });
}

// An open dialog makes the rest of the page inert, so the notices stand inside it while it is open.
function lift(holder) {
  const dialogs = document.querySelectorAll("dialog[open]");
  const top = dialogs.length ? dialogs[dialogs.length - 1] : document.body;
  if (holder.parentElement !== top) top.append(holder);
}

export function lower() {
  const holder = document.getElementById("toasts");
  if (holder && holder.parentElement !== document.body) document.body.append(holder);
}

function leaveLater(made, stay) {
  let timer = setTimeout(() => made.remove(), stay);
  const wait = () => clearTimeout(timer);
  const on = () => {
    timer = setTimeout(() => made.remove(), stay / 2);
  };
  made.addEventListener("mouseenter", wait);
  made.addEventListener("focusin", wait);
  made.addEventListener("mouseleave", on);
  made.addEventListener("focusout", on);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.target.matches?.("[data-toast] [hx-post]")) {
    event.target.closest("[data-toast]").remove();
  }
});
for (const shown of document.querySelectorAll("[data-toast]")) leaveLater(shown, STAY_UNDO);
