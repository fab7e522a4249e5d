// What every page of the house can do. Everything is found by data attributes; nothing is inline.
import "./bell.js";
import "./customer.js";
import "./fields.js";
import "./drafts.js";
import "./form.js";
import "./offline.js";
import "./register.js";
import { closeMenus, openMenu } from "./menu.js";
import { openSearch } from "./search.js";
import { closeDialog, openAddress } from "./dialog.js";
import { toast, words } from "./toast.js";

const YEAR = 31536000;
const GO_WAIT = 1200; // after G, the second letter within this many milliseconds
const SLOW = 100; // work longer than this shows itself
const PLACES = { t: "today", c: "customers", g: "goods", s: "sales", k: "tasks" };

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const opener = on("[data-search]");
  if (opener) return openSearch(opener.dataset.search);
  if (on("[data-shortcuts]")) return showKeys();
  if (on("dialog [data-close]")) return closeDialog(on("dialog"));
  if (on("[data-theme]")) return chooseTheme(on("[data-theme]").dataset.theme);
  if (on("[data-copy]")) return copy(on("[data-copy]").dataset.copy);
  if (on("[data-print]")) return window.print();
  const link = on("a[data-dialog]");
  if (link && plainClick(event)) {
    event.preventDefault();
    closeMenus();
    openAddress(link.href, link);
  }
});

const plainClick = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function chooseTheme(theme) {
  const age = theme === "auto" ? 0 : YEAR;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
  for (const button of document.querySelectorAll("[data-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
  }
  document.dispatchEvent(new Event("parure:theme"));
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast({ text: words.copied });
}

function showKeys() {
  closeMenus();
  document.getElementById("shortcuts").showModal();
}

// ── keys ────────────────────────────────────────────────────────────────
let goPressed = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (Date.now() - goPressed < GO_WAIT && PLACES[key]) {
    goPressed = 0;
    event.preventDefault();
    return document.querySelector(`[data-go="${PLACES[key]}"]`)?.click();
  }
  const open = document.querySelector(".pr-menu:not([hidden])");
  const entry = open?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (entry) {
    event.preventDefault();
    return entry.click();
  }
  const acts = { "/": () => openSearch(), n: () => openMenu("quick-add"), "?": showKeys };
  if (acts[key]) {
    event.preventDefault();
    acts[key]();
  } else if (key === "g") {
    goPressed = Date.now();
  }
});

// ── htmx: waiting, notices, errors ──────────────────────────────────────
let running = 0;
let slow;

document.body.addEventListener("htmx:beforeSend", () => {
  running += 1;
  slow ??= setTimeout(() => document.body.classList.add("is-waiting"), SLOW);
});
document.body.addEventListener("htmx:afterRequest", () => {
  running = Math.max(0, running - 1);
  if (running) return;
  clearTimeout(slow);
  slow = undefined;
  document.body.classList.remove("is-waiting");
});

// The server names what happened in HX-Trigger: {"toast": {"text": …, "undo": address}, "closeDialog": true}
document.body.addEventListener("toast", (event) => toast(event.detail));
document.body.addEventListener("closeDialog", () => closeDialog(document.getElementById("dialog"), { done: true }));

document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const said = { 401: "signin", 403: "forbidden", 404: "gone", 410: "gone", 429: "busy", 503: "busy" };
  toast({ text: words[said[status]] || words.fault, bad: true });
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => toast({ text: words.offline, bad: true }));
}
