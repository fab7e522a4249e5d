// The search palette: a combobox over the answer of GET <search>?q=…, a fragment of .pr-hit in groups.
// The fragment: [role=group] or .pr-hit-h heads, then a.pr-hit[href] (data-preview: address of a preview).
const PAUSE = 60;
const PEEK_PAUSE = 150;
const PHONE_DIGITS = 8;

const dialog = document.getElementById("search");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("#hits");
const peek = dialog?.querySelector(".pr-peek");
const count = dialog?.querySelector("[role=status]");

let timer;
let peekTimer;
let running;
let asked = null;
let composing = false;
let openWhenThere = false; // Enter was pressed before the answer came (a scanner types and ends with Enter)

export function openSearch(mode) {
  if (!dialog) return;
  if (!dialog.open) dialog.showModal();
  input.inputMode = mode === "scan" ? "none" : "search";
  input.select();
  input.focus();
  if (mode === "scan") scan();
}

const hits = () => [...list.querySelectorAll(".pr-hit")];
const chosen = () => list.querySelector('.pr-hit[aria-selected="true"]');

function ask() {
  const query = input.value.trim();
  if (query === asked) return waiting(Boolean(running));
  asked = query;
  running?.abort();
  running = undefined;
  if (!query) return show("", query);
  running = new AbortController();
  answerTo(query, running.signal).then(
    (html) => show(html, query),
    (error) => error.name !== "AbortError" && failed(),
  );
}

// Until the answer to what stands in the field is here, the hits shown are of what stood there before.
const waiting = (busy) => list.setAttribute("aria-busy", String(busy));

// What may be a whole telephone number is posted: an address would stand in histories and logs.
function answerTo(query, signal) {
  const url = dialog.dataset.url;
  if (query.replace(/\D/g, "").length < PHONE_DIGITS) return fetchText(`${url}?q=${encodeURIComponent(query)}`, signal);
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  return fetchText(url, signal, { method: "POST", headers: token, body: new URLSearchParams({ q: query }) });
}

async function fetchText(address, signal, { headers, ...how } = {}) {
  const asked = { "HX-Request": "true", ...headers };
  const answer = await fetch(address, { signal, headers: asked, credentials: "same-origin", ...how });
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function show(html, query) {
  running = undefined;
  waiting(false);
  list.innerHTML = html;
  const found = hits();
  found.forEach((hit, place) => {
    hit.id ||= `hit-${place}`;
    hit.setAttribute("role", "option");
    hit.tabIndex = -1;
    hit.setAttribute("aria-selected", "false");
  });
  input.setAttribute("aria-expanded", String(found.length > 0));
  const took = list.querySelector("[data-ms]")?.dataset.ms;
  const said = query && found.length ? dialog.dataset.count.replace("#", found.length) : "";
  count.textContent = said && took ? `${said} · ${took} ms` : said;
  peek.replaceChildren();
  if (query && !found.length) say(dialog.dataset.none);
  if (found.length) choose(found[0]);
  else input.removeAttribute("aria-activedescendant");
  if (openWhenThere) go();
}

function say(text) {
  const note = document.createElement("p");
  note.className = "pr-pop-note";
  note.textContent = text;
  list.replaceChildren(note);
}

function failed() {
  running = undefined;
  waiting(false);
  asked = null;
  openWhenThere = false;
  say(dialog.dataset.failed);
}

function choose(hit) {
  chosen()?.setAttribute("aria-selected", "false");
  hit.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", hit.id);
  hit.scrollIntoView({ block: "nearest" });
  clearTimeout(peekTimer);
  peekTimer = setTimeout(() => preview(hit), PEEK_PAUSE);
}

async function preview(hit) {
  if (!peek.offsetParent) return;
  if (!hit.dataset.preview) return peek.replaceChildren();
  try {
    const html = await fetchText(hit.dataset.preview);
    if (hit === chosen()) peek.innerHTML = html;
    window.htmx?.process(peek);
  } catch {
    peek.replaceChildren(); // a preview is a convenience; the hit itself still opens
  }
}

function go(newTab = false) {
  openWhenThere = false;
  const address = chosen()?.href;
  if (!address) return;
  if (newTab) window.open(address, "_blank", "noopener");
  else location.assign(address);
}

function move(step) {
  const all = hits();
  if (!all.length) return;
  choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
}

// The first hit of the next (or previous) group; a group begins after each .pr-hit-h.
function moveGroup(step) {
  const firsts = hits().filter((hit) => !hit.previousElementSibling?.matches(".pr-hit"));
  if (!firsts.length) return;
  const all = hits();
  const here = firsts.findLastIndex((first) => all.indexOf(first) <= all.indexOf(chosen()));
  choose(firsts[(here + step + firsts.length) % firsts.length]);
}

input?.addEventListener("compositionstart", () => {
  composing = true;
});
input?.addEventListener("compositionend", () => {
  composing = false;
  later();
});
// Pinyin being composed ("shen'pei") is a search of its own, so it is asked for while composing too.
input?.addEventListener("input", () => later());

function later() {
  waiting(true);
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

input?.addEventListener("keydown", (event) => {
  if (event.isComposing || composing || event.keyCode === 229) return;
  const acts = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Tab: () => moveGroup(event.shiftKey ? -1 : 1),
    Enter: () => enter(event.ctrlKey || event.metaKey),
    Escape: () => dialog.close(), // a search field would first only empty itself
  };
  if (!acts[event.key] || (event.key === "Tab" && !hits().length)) return;
  event.preventDefault();
  acts[event.key]();
});

function enter(newTab) {
  if (input.value.trim() === asked && chosen()) return go(newTab);
  openWhenThere = true;
  clearTimeout(timer);
  asked = null;
  ask();
}

dialog?.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
list?.addEventListener("pointermove", (event) => {
  const hit = event.target.closest(".pr-hit");
  if (hit && hit !== chosen()) choose(hit);
});
dialog?.addEventListener("close", () => {
  openWhenThere = false;
  stopCamera();
});

// ── scanning: the device's own camera reader where the browser has one; a hand scanner simply types ──
let stream;

async function scan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return; // no camera or not allowed: the field stays for typing
  }
  const video = document.createElement("video");
  video.className = "pr-scanner";
  video.playsInline = true;
  video.srcObject = stream;
  list.replaceChildren(video);
  await video.play();
  const detector = new window.BarcodeDetector();
  while (stream && dialog.open) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code) {
      stopCamera();
      input.value = code.rawValue;
      return ask();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function stopCamera() {
  for (const track of stream?.getTracks() || []) track.stop();
  stream = undefined;
}
