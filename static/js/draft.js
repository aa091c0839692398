// Keeps what is typed on the server, a second after the last key, and says truthfully whether it did.

const PAUSE = 1000;
const RETRY = 5000;
const BEACON = 60_000; // bytes that a browser still sends while it closes a page

const state = document.querySelector("[data-draft-url]");
const form = state?.closest("form");
const source = form?.querySelector("textarea:is([data-editor], [data-draft]):not([readonly])");

const sentences = {
  401: "you were signed out. Sign in again in another tab, then press Save: the text stays here",
  403: "you signed out or in in another tab. Press Save: you get your text back and go on",
  413: "the text is too long",
};

function keepDrafts() {
  const field = (name) => form.elements.namedItem(name);
  const label = state.querySelector("[data-draft-state]");
  let kept = "typed" in source.dataset && !field("draft").value ? null : source.value;
  let timer;
  let busy = false;
  let leaving = false;

  field("tab").value = crypto.randomUUID().replaceAll("-", "");

  const isOldCopy = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward"
    && "editor" in source.dataset && !("typed" in source.dataset) && source.value === source.defaultValue;

  function say(text, failed = false) {
    label.textContent = text;
    state.classList.toggle("tone-fail", failed);
  }

  const later = (pause) => { clearTimeout(timer); timer = setTimeout(store, pause); };

  async function answered(answer, text) {
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && "version" in told) {
      kept = text;
      field("draft").value = told.version;
      say(told.version ? `Draft saved ${told.saved_at}` : "Nothing unsaved");
      return;
    }
    say(`Draft not saved: ${told.sentence ?? sentences[answer.status] ?? `the server answered with error ${answer.status}.`}`, true);
    if (answer.status >= 500) later(RETRY);
  }

  async function store(options = {}) {
    clearTimeout(timer);
    if (busy || leaving || source.value === kept) return;
    busy = true;
    const text = source.value;
    const body = new URLSearchParams({ source: text, parent: field(source.dataset.parent ?? "parent").value });
    for (const name of ["csrfmiddlewaretoken", "tab", "draft"]) body.set(name, field(name).value);
    try {
      await answered(await fetch(state.dataset.draftUrl, { method: "POST", body, headers: { Accept: "application/json" }, ...options }), text);
    } catch {
      say("Draft not saved: mxadmin does not answer. It is tried again.", true);
      later(RETRY);
    }
    busy = false;
    if (source.value !== text) later(PAUSE);
  }

  source.addEventListener("input", () => {
    if (source.value !== kept && !state.classList.contains("tone-fail")) say("Draft not saved yet");
    later(PAUSE);
  });
  form.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (!event.persisted && isOldCopy()) location.reload(); // so it knows what is latest, and offers the draft
  });
  // Also on the way back: in the other tab somebody may have signed in, or made room for one more draft.
  document.addEventListener("visibilitychange", () => {
    const leaves = document.visibilityState === "hidden";
    store({ keepalive: leaves && source.value.length < BEACON });
  });
  if (kept === null) store();
}

if (source) keepDrafts();
