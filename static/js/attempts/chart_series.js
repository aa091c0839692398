// The legend of a chart hides and shows outcomes. The scale follows what is shown, in round numbers like the server's.

const HEIGHT = 100;
const MOST_LEVELS = 4;

const hidden = new Set();

function levelFor(highest) {
  for (let size = 1; ; size *= 10)
    for (const factor of [1, 2, 5]) if (highest <= MOST_LEVELS * factor * size) return factor * size;
}

function short(count) {
  for (const [size, letter] of [
    [1e6, "M"],
    [1e3, "k"],
  ])
    if (count >= size * 10 || (count >= size && count % (size / 10) === 0))
      return (count / size).toFixed(1).replace(/\.0$/, "") + letter;
  return String(count);
}

const shownIn = (bar) =>
  [...bar.querySelectorAll("[data-count]")].filter(({ dataset }) => !hidden.has(dataset.outcome));
const totalOf = (bar) => shownIn(bar).reduce((sum, { dataset }) => sum + Number(dataset.count), 0);

function element(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function drawAxis(chart, highest, level) {
  const values = Array.from({ length: highest / level + 1 }, (_, number) => number * level);
  const place = (value) => HEIGHT - (HEIGHT * value) / highest;
  chart
    .querySelector(".chart-levels")
    .replaceChildren(
      ...values.map((value) =>
        element("text", { x: "100%", y: `${place(value)}%`, dy: "0.35em", "text-anchor": "end" }, short(value)),
      ),
    );
  chart
    .querySelector("[data-grid]")
    .replaceChildren(
      ...values.map((value) => element("line", { class: "grid", x1: 0, x2: 1000, y1: place(value), y2: place(value) })),
    );
}

function draw(chart) {
  const bars = [...chart.querySelectorAll("[data-time]")];
  const most = Math.max(1, ...bars.map(totalOf));
  const level = levelFor(most);
  const highest = level * Math.ceil(most / level);
  drawAxis(chart, highest, level);
  for (const bar of bars) {
    let top = HEIGHT;
    for (const mark of bar.querySelectorAll("[data-count]")) {
      const height = hidden.has(mark.dataset.outcome) ? 0 : (HEIGHT * Number(mark.dataset.count)) / highest;
      top -= height;
      mark.setAttribute("y", top);
      mark.setAttribute("height", height);
    }
  }
  for (const button of chart.querySelectorAll("[data-series]"))
    button.setAttribute("aria-pressed", String(!hidden.has(button.dataset.series)));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-series]");
  if (!button) return;
  const { series } = button.dataset;
  if (!hidden.delete(series)) hidden.add(series);
  for (const chart of document.querySelectorAll(".chart")) draw(chart);
});
// A chart that is counted on is replaced: what was hidden stays hidden.
document.addEventListener("htmx:afterSwap", () => {
  if (hidden.size) for (const chart of document.querySelectorAll(".chart")) draw(chart);
});
