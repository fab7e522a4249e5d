// The field that takes a file says which one it holds.
document.addEventListener("change", (event) => {
  const field = event.target.closest(".pr-drop");
  const [file] = event.target.files ?? [];
  if (field && file) field.querySelector("[data-file-name]").textContent = file.name;
});
