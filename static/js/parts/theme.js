// Light or dark: the system's choice, unless this browser remembers another one.
// Runs before the first paint, so that a page never flashes in the wrong colours.
(() => {
  const root = document.documentElement;
  root.classList.add("with-js"); // what only waits for a script to hide it need not be painted first
  const system = matchMedia("(prefers-color-scheme: dark)");
  const preferred = () => (system.matches ? "dark" : "light");

  try {
    const remembered = localStorage.getItem("theme");
    if (remembered) root.dataset.theme = remembered;
  } catch {
    /* without storage, the system's choice counts */
  }

  function remember(theme) {
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      /* without storage, the choice lasts until the page is left */
    }
  }

  function toggle() {
    const next = (root.dataset.theme ?? preferred()) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    remember(next === preferred() ? null : next);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) toggle();
  });
})();
