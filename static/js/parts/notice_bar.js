// One line at the top of the window for news about the whole page: mxadmin is away, the session has ended.

const bar = document.querySelector("[data-bar]");
const part = (name) => bar.querySelector(`[data-bar-${name}]`);
let shown = null;

/** Shows `text` for `cause`, with a button when `label` is given. Once closed, the bar stays closed for this cause
    until `unsay`. */
export function say(cause, text, { label, press } = {}) {
  if (!bar || (shown?.cause === cause && shown.closed)) return;
  shown = { cause, press, closed: false };
  if (part("text").textContent !== text) part("text").textContent = text;
  part("action").hidden = !label;
  if (label && part("action").textContent !== label) part("action").textContent = label;
  bar.hidden = false;
}

export function unsay(cause) {
  if (shown?.cause !== cause) return;
  shown = null;
  bar.hidden = true;
}

if (bar) {
  part("action").addEventListener("click", () => shown?.press());
  part("close").addEventListener("click", () => {
    shown.closed = true;
    bar.hidden = true;
  });
}
