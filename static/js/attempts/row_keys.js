// Moves from row to row of the send attempts: j and k anywhere on the page, the arrows where a row has the focus.
// Enter follows the row's own link.

import { isTyping } from "../parts/keys.js";

const STEPS = { j: 1, k: -1 };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

const links = () => [...document.querySelectorAll(".attempt-table .row-link")];

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const row = event.target.closest(".attempt-table tbody tr");
  const step = STEPS[event.key] ?? (row ? ARROWS[event.key] : undefined);
  const all = step ? links() : [];
  if (!all.length) return;
  const here = all.indexOf(row?.querySelector(".row-link"));
  const next = here < 0 ? all[0] : all[here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
