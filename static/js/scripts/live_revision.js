// Tells an open publish page when another revision is made live: the parts that compare with the former one turn grey.

import { say, unsay } from "../parts/notice_bar.js";

const PERIOD = 5000;
const CAUSE = "live";
const form = document.querySelector("[data-live-watch]");

/** Loads the page again, which compares with what is live now; the reason that was typed is kept. */
function compareAgain() {
  const address = new URL(location.href);
  address.searchParams.set("reason", form.elements.reason?.value ?? "");
  location.assign(address);
}

function show({ live, sentence }) {
  for (const part of form.querySelectorAll("[data-compared]")) {
    const isStale = part.dataset.compared !== String(live ?? "");
    part.classList.toggle("is-stale", isStale);
    for (const words of part.querySelectorAll("[data-was]")) words.textContent = words.dataset[isStale ? "was" : "is"];
  }
  if (sentence) say(CAUSE, sentence, { label: "Compare again", press: compareAgain });
  else unsay(CAUSE);
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(form.dataset.liveWatch, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      redirect: "error",
    });
    if (answer.ok) show(await answer.json());
  } catch {
    /* mxadmin is away: the next look tells */
  }
}

if (form) {
  setInterval(look, PERIOD);
  document.addEventListener("visibilitychange", look); // at once when the tab is looked at again
}
