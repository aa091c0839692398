// Follows the list of send attempts: asks for the newest rows every three seconds and adds those that are new. Pauses
// while the page is hidden or a row is pointed at, and stops when another list is shown.

const PERIOD = 3000;
const SLOWEST = 60000;
const MOST_ROWS = 300;

let following = false;
let timer = null;
let wait = PERIOD;
let known = "";

const list = () => document.querySelector("#rows[data-newest]");
const button = () => document.querySelector("[data-follow]");
const say = (text) => {
  const place = document.querySelector("[data-follow-status]");
  if (place && place.textContent !== text) place.textContent = text;
};
const resting = () => document.hidden || Boolean(document.querySelector("#rows tbody tr:is(:hover, :focus-within)"));

function show() {
  const control = button();
  if (!control) return;
  control.setAttribute("aria-pressed", String(following));
  document.body.classList.toggle("is-following", following);
}

function insert(html) {
  const body = document.querySelector("#rows tbody");
  if (!body) {
    document.querySelector("form.filters").requestSubmit();
    return 0;
  }
  const part = document.createElement("template");
  part.innerHTML = `<table><tbody>${html}</tbody></table>`;
  const here = new Set(Array.from(body.rows, (row) => row.dataset.key));
  const fresh = Array.from(part.content.querySelectorAll("tr")).filter((row) => !here.has(row.dataset.key));
  for (const row of fresh) {
    row.classList.add("is-new");
    const older = Array.from(body.rows).find((other) => Number(other.dataset.started) <= Number(row.dataset.started));
    if (older || body.rows.length < MOST_ROWS) body.insertBefore(row, older ?? null);
  }
  while (body.rows.length > MOST_ROWS) body.rows[body.rows.length - 1].remove();
  return fresh.length;
}

async function look() {
  const from = list();
  if (!from) return stop("");
  if (resting()) return say(document.hidden ? "" : "Waiting while a row is pointed at");
  try {
    const answer = await fetch(from.dataset.newest, {
      headers: { "If-None-Match": known },
      cache: "no-store",
      redirect: "error",
    });
    if (!following || from !== list()) return;
    if (answer.status === 422) return stop("This list cannot be followed.");
    if (!answer.ok && answer.status !== 304) throw new Error(answer.statusText);
    wait = PERIOD;
    const count = answer.status === 200 ? insert(await answer.text()) : 0;
    known = answer.headers.get("ETag") ?? "";
    say(count ? `${count} new` : "Following");
  } catch {
    wait = Math.min(wait * 2, SLOWEST);
    say("No answer; trying again");
  }
}

async function tick() {
  await look();
  clearTimeout(timer);
  if (following) timer = setTimeout(tick, wait);
}

function stop(text) {
  following = false;
  clearTimeout(timer);
  show();
  say(text);
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-follow]")) return;
  if (following) return stop("");
  following = true;
  known = "";
  show();
  say("Following");
  tick();
});
document.addEventListener("visibilitychange", () => {
  if (following && !document.hidden) tick();
});
document.addEventListener("htmx:afterSwap", () => {
  known = "";
  if (following && !list()) stop("");
  show();
});
show();
