for (const table of document.querySelectorAll("table[data-search]")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 10) continue;
  const label = document.createElement("label");
  const field = document.createElement("input");
  label.className = "search screen";
  field.type = "search";
  label.append(table.dataset.search + " ", field);
  table.parentElement.before(label);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
}
