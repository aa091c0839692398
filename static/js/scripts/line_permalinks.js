// Permanent links to lines: #L12 or #L12-L20. A click on a number selects its line, a click with Shift all lines up to
// it. The numbers are one tab stop: arrow keys move among them, Enter and Shift-Enter act as clicks.

const table = document.querySelector("[data-lines]");
const pattern = /^#L(\d+)(?:-L(\d+))?$/;

function pointed() {
  const found = pattern.exec(location.hash);
  if (!found) return null;
  const [one, other] = [Number(found[1]), Number(found[2] ?? found[1])];
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

function show() {
  for (const row of table.querySelectorAll(".pointed")) row.classList.remove("pointed");
  const range = pointed();
  if (!range) return;
  const row = document.getElementById(`L${range.first}`);
  if (!row) {
    // it is in another part of a long text
    if (range.first <= Number(table.dataset.total)) location.replace(`?from=${range.first}${location.hash}`);
    return;
  }
  for (let line = range.first; line <= range.last; line += 1)
    document.getElementById(`L${line}`)?.classList.add("pointed");
  row.scrollIntoView({ block: "center" });
}

function click(event) {
  const link = event.target.closest(".line-number a");
  const range = pointed();
  // Pressed with the keyboard: the new hash would take the focus away.
  if (link && !event.detail) setTimeout(() => link.focus({ preventScroll: true }));
  if (!link || !event.shiftKey || !range) return;
  event.preventDefault();
  location.hash = `#L${range.first}-L${link.textContent}`;
}

function move(event) {
  const link = event.target.closest(".line-number a");
  const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
  const next = link && step && link.closest("tr")[step]?.querySelector(".line-number a");
  if (!next) return;
  event.preventDefault();
  for (const stop of table.querySelectorAll(".line-number a[tabindex='0']")) stop.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function offerCopy(button) {
  const source = document.querySelector("[data-copy-from]");
  const label = button.querySelector("[data-copy-label]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      const answer = await fetch(source.dataset.copyFrom);
      if (!answer.ok) throw new Error(answer.status);
      await navigator.clipboard.writeText(await answer.text());
      label.textContent = "Copied";
    } catch {
      label.textContent = "Not copied: use Download";
    }
  });
}

if (table) {
  addEventListener("hashchange", show);
  table.addEventListener("click", click);
  table.addEventListener("keydown", move);
  show();
}
const button = document.querySelector("[data-copy]");
if (button && navigator.clipboard) offerCopy(button);
