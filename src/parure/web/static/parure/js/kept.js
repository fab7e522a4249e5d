// The page without a network: which customers can be read here, and one of them when it is chosen.
import { all, canKeep } from "./vault.js";

const list = document.getElementById("kept");
const page = document.getElementById("kept-page");
const none = document.getElementById("kept-none");

function link({ name, value, at }) {
  const item = document.createElement("li");
  const act = document.createElement("a");
  act.href = name;
  act.textContent = value.title;
  const time = document.createElement("time");
  time.className = "t-sm t-3";
  time.textContent = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  item.append(act, time);
  return item;
}

async function show() {
  const known = canKeep ? await all("customers", 20) : [];
  const here = known.find(({ name }) => name === location.pathname);
  if (here) {
    document.title = here.value.title;
    page.innerHTML = here.value.html;
  }
  list.replaceChildren(...known.map(link));
  none.hidden = known.length > 0;
}

show();
addEventListener("online", () => location.reload());
