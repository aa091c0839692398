// Selects a time range in a chart by dragging from one bar to another. A click still follows its link.

const MOVED = 5;

document.addEventListener("pointerdown", (down) => {
  const svg = down.target.closest?.("[data-brush] .chart-bars");
  if (svg && down.button === 0) follow(svg, down);
});

function follow(svg, down) {
  const shape = svg.querySelector("[data-brush-shape]");
  let range = null;
  const move = (event) => {
    if (!range && Math.abs(event.clientX - down.clientX) < MOVED) return;
    range = selected(svg, down.clientX, event.clientX);
    shape.setAttribute("x", range.left);
    shape.setAttribute("width", range.right - range.left);
  };
  const end = (event) => {
    document.removeEventListener("pointermove", move);
    shape.setAttribute("width", 0);
    if (!range || event.type !== "pointerup") return;
    document.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    const address = new URL(location.href);
    address.search = new URLSearchParams({ since: range.since, until: range.until });
    location.assign(address);
  };
  down.preventDefault(); // no dragging of links, no selecting of text
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
  document.addEventListener("pointercancel", end, { once: true });
}

// Whole bars, in the chart's own 1000 units.
function selected(svg, ...ends) {
  const box = svg.getBoundingClientRect();
  const bars = svg.querySelectorAll("[data-since]");
  const places = ends.map((x) => Math.floor(((x - box.left) / box.width) * bars.length));
  const [first, last] = [Math.min(...places), Math.max(...places)].map((n) =>
    Math.min(Math.max(n, 0), bars.length - 1),
  );
  const slot = 1000 / bars.length;
  return {
    since: bars[first].dataset.since,
    until: bars[last].dataset.until,
    left: first * slot,
    right: (last + 1) * slot,
  };
}
