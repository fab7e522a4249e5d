// A button and the list under it: [data-menu="id"] with aria-expanded, and the element of that id.
const openers = () => document.querySelectorAll("[data-menu]");
const items = (menu) => [...menu.querySelectorAll("a, button")].filter((item) => item.offsetParent);

export function openMenu(id) {
  const visible = [...document.querySelectorAll(`[data-menu="${id}"]`)].find((button) => button.offsetParent);
  if (visible) toggle(visible, true);
}

export function closeMenus(focusOpener = false) {
  for (const button of openers()) {
    const menu = document.getElementById(button.dataset.menu);
    if (menu && !menu.hidden) {
      menu.hidden = true;
      button.setAttribute("aria-expanded", "false");
      if (focusOpener) button.focus();
    }
  }
}

function toggle(button, open) {
  const menu = document.getElementById(button.dataset.menu);
  closeMenus();
  if (!open) return;
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  items(menu)[0]?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-menu]");
  if (button) return toggle(button, button.getAttribute("aria-expanded") !== "true");
  if (!event.target.closest(".pr-menu")) closeMenus();
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".pr-menu:not([hidden])");
  if (!menu || event.isComposing) return;
  const list = items(menu);
  const at = list.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    closeMenus(true);
  } else if (event.key === "Tab") {
    closeMenus();
  } else if (to !== undefined && list.length) {
    event.preventDefault();
    list[(to + list.length) % list.length].focus();
  }
});
