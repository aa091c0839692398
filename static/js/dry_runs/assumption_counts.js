// Counts the changed assumptions, in all and for each hook. The first option is always mxadmin's own answer.

function count() {
  for (const group of document.querySelectorAll("[data-assumptions]")) {
    const changed = [...group.querySelectorAll("select")].filter((select) => select.selectedIndex > 0).length;
    const badge = group.querySelector(":scope > summary [data-changed]");
    badge.hidden = !changed;
    badge.textContent = `${changed} changed`;
  }
}

for (const kind of ["change", "dry-run:sent"]) document.addEventListener(kind, count);
