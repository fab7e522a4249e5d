// How many notices are new. Only the tab that is looked at asks, at most once a minute; others take its answer.
const EVERY = 60_000;
const SPREAD = 15_000; // a thousand tabs that were opened together don't ask together
const LONGEST = 15 * 60_000;
const KEPT = "parure:bell";

const button = document.querySelector("[data-bell]");
let wait = EVERY;
let timer;

const kept = () => JSON.parse(localStorage.getItem(KEPT) || "null");
const keep = (count) => localStorage.setItem(KEPT, JSON.stringify({ count, at: Date.now() }));

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  const known = kept();
  if (known && Date.now() - known.at < EVERY * 0.75) show(known.count);
  else await fetchCount();
  timer = setTimeout(ask, wait + Math.random() * SPREAD);
}

async function fetchCount() {
  try {
    const answer = await fetch(button.dataset.bell, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { new: count } = await answer.json();
    keep(count);
    show(count);
    wait = EVERY;
  } catch {
    wait = Math.min(wait * 2, LONGEST);
  }
}

function show(count) {
  const badge = button.querySelector(".pr-badge");
  badge.textContent = count > 99 ? "99+" : String(count);
  badge.hidden = !count;
  if (!button.dataset.plain) button.dataset.plain = button.getAttribute("aria-label");
  button.setAttribute("aria-label", count ? button.dataset.said.replace("#", count) : button.dataset.plain);
}

if (button) {
  ask();
  document.addEventListener("visibilitychange", ask);
  addEventListener("storage", (event) => {
    if (event.key === KEPT && event.newValue) show(kept().count);
  });
  button.addEventListener("click", () => {
    setTimeout(() => {
      if (button.getAttribute("aria-expanded") !== "true") return;
      window.htmx.ajax("POST", button.dataset.latest, { target: "#bell", swap: "innerHTML" }).then(() => {
        keep(0);
        show(0);
      });
    });
  });
}
