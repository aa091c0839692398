// Shows how long the checks have been running; if they get no answer, a link that runs them in the page itself.

const section = () => document.getElementById("checks");
let timer;

function show(waiting) {
  if (!section()?.querySelector("[data-checks-link]")) return;
  section().toggleAttribute("data-unanswered", !waiting);
  section().setAttribute("aria-busy", String(waiting));
}

document.addEventListener("htmx:beforeRequest", () => {
  const started = performance.now();
  show(true);
  timer = setInterval(() => {
    const elapsed = section()?.querySelector("[data-elapsed]");
    if (elapsed) elapsed.textContent = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  }, 100);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  clearInterval(timer);
  if (!detail.successful) show(false);
});

if (!window.htmx) show(false); // without htmx, nothing asks for them
