// Permanent links to lines: #L12 or #L12-L20. A click on a number points at it, with Shift at all up to there.

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
  if (!row) { // in another portion of a long text
    if (range.first <= Number(table.dataset.total)) location.replace(`?from=${range.first}${location.hash}`);
    return;
  }
  for (let line = range.first; line <= range.last; line += 1) document.getElementById(`L${line}`)?.classList.add("pointed");
  row.scrollIntoView({ block: "center" });
}

function click(event) {
  const number = event.target.closest(".line-number a")?.textContent;
  const range = pointed();
  if (!number || !event.shiftKey || !range) return;
  event.preventDefault();
  location.hash = `#L${range.first}-L${number}`;
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
  show();
}
const button = document.querySelector("[data-copy]");
if (button && navigator.clipboard) offerCopy(button);
