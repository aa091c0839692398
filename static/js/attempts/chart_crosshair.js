// A crosshair in the charts: a line at the bar under the pointer, and its values above the chart. With the focus on the
// chart, the arrow keys read one bar after the other.

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

const bars = (plot) => [...plot.querySelectorAll("[data-time]")];
const figure = (plot) => plot.closest(".chart");

function part(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function values(plot, bar) {
  const shown = [...figure(plot).querySelectorAll('[data-series][aria-pressed="true"]')];
  return shown.map((series) => {
    const count = Number(bar.querySelector(`[data-outcome="${series.dataset.series}"]`)?.dataset.count ?? 0);
    const place = part("span", `${series.textContent.trim()} `);
    place.append(part("strong", count.toLocaleString("en-GB")));
    return place;
  });
}

function point(plot, at) {
  const all = bars(plot);
  const bar = all[Math.min(Math.max(at, 0), all.length - 1)];
  const [line, readout] = [plot.querySelector("[data-crosshair]"), figure(plot).querySelector("[data-readout]")];
  if (!bar || plot.dataset.at === String(at)) return;
  plot.dataset.at = all.indexOf(bar);
  line.setAttribute("x1", bar.dataset.x);
  line.setAttribute("x2", bar.dataset.x);
  line.setAttribute("visibility", "visible");
  readout.replaceChildren(part("strong", bar.dataset.time), ...values(plot, bar));
}

function leave(plot) {
  const readout = figure(plot).querySelector("[data-readout]");
  delete plot.dataset.at;
  plot.querySelector("[data-crosshair]").setAttribute("visibility", "hidden");
  readout.textContent = readout.dataset.hint;
}

document.addEventListener("pointermove", (event) => {
  const svg = event.target.closest?.("[data-plot] .chart-bars");
  if (!svg) return;
  const [plot, box] = [svg.closest("[data-plot]"), svg.getBoundingClientRect()];
  point(plot, Math.floor(((event.clientX - box.left) / box.width) * bars(plot).length));
});
document.addEventListener("pointerout", (event) => {
  const svg = event.target.closest?.("[data-plot] .chart-bars");
  if (svg && !svg.contains(event.relatedTarget)) leave(svg.closest("[data-plot]"));
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-plot]")) leave(event.target);
});
document.addEventListener("keydown", (event) => {
  const plot = event.target.matches?.("[data-plot]") && event.target;
  if (!plot || !STEPS[event.key]) return;
  event.preventDefault();
  figure(plot).querySelector("[data-readout]").setAttribute("aria-live", "polite");
  const at = Number(plot.dataset.at ?? (STEPS[event.key] > 0 ? -1 : bars(plot).length));
  point(plot, at + STEPS[event.key]);
});
