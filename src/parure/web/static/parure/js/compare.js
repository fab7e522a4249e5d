// Two records side by side: 1 takes the left value of a row, 2 the right one, 3 both; Enter merges.
const form = document.querySelector("[data-compare]");
const rows = [...form.querySelectorAll("[data-row]")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=radio]), select, textarea, a, button")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    return form.requestSubmit(form.querySelector("[data-main]"));
  }
  const place = ["1", "2", "3"].indexOf(event.key);
  if (place < 0 || !rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.max(here, 0)];
  const choice = row.querySelectorAll("input")[place];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  const next = rows[rows.indexOf(row) + 1] ?? row;
  next.querySelector("input:checked").focus();
});
