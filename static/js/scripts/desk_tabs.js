// Shows script, findings and dry run as tabs on a narrow screen. The event "desk:show" names the one to show.

import { editor } from "./editor.js";

const row = document.querySelector("[data-desk-tabs]");
const desk = row?.closest("[data-workbench]");
const tabs = row ? [...row.querySelectorAll("[role=tab]")] : [];
const narrow = matchMedia("(max-width: 48rem)");

function choose(name) {
  desk.dataset.panel = name;
  for (const tab of tabs) {
    const chosen = tab.dataset.panel === name;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
  }
  editor?.resize();
}

function onKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
  choose(next.dataset.panel);
  next.focus();
}

// On a wide screen the parts are no tabs, and have no tab roles.
function fit() {
  row.hidden = !narrow.matches;
  desk.classList.toggle("is-tabbed", narrow.matches);
  editor?.resize();
}

if (row) {
  row.addEventListener("click", ({ target }) => {
    if (target.closest("[role=tab]")) choose(target.closest("[role=tab]").dataset.panel);
  });
  row.addEventListener("keydown", onKey);
  narrow.addEventListener("change", fit);
  document.addEventListener("desk:show", ({ detail }) => choose(detail));
  // What is sent starts a dry run; what is only asked for, now and then, changes nothing that one looks at.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.requestConfig.verb === "post") choose("dry-run");
  });
  choose(location.pathname.endsWith("/dry-run/") ? "dry-run" : "editor");
  fit();
}
