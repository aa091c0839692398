// Completes the search of the send attempts while it is typed: a combobox (ARIA 1.2) whose list mxadmin answers.

const PAUSE = 120;

const field = document.querySelector("[data-search] input");
const place = document.querySelector("[data-search]");
const list = document.getElementById("search-options");

let timer = null;
let request = null;
let options = [];
let active = -1;

function choose(index) {
  active = index;
  for (const [at, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(at === index));
  if (index >= 0) {
    field.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function close() {
  clearTimeout(timer);
  request?.abort();
  show([]);
}

function show(found) {
  options = found;
  list.replaceChildren(
    ...found.map(({ text, hint }, at) => {
      const option = document.createElement("li");
      const [name, why] = [document.createElement("bdi"), document.createElement("span")];
      Object.assign(option, { id: `search-option-${at}`, role: "option" });
      name.textContent = text;
      why.textContent = hint;
      option.append(name, why);
      return option;
    }),
  );
  list.hidden = !found.length;
  field.setAttribute("aria-expanded", String(Boolean(found.length)));
  choose(-1);
}

async function ask() {
  request?.abort();
  request = new AbortController();
  const query = new URLSearchParams({ q: field.value.slice(0, field.selectionStart) });
  try {
    const answer = await fetch(`${place.dataset.completions}?${query}`, { signal: request.signal, redirect: "error" });
    const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
    if (document.activeElement === field) show(suggestions);
  } catch {
    /* without suggestions, the search is typed as before */
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

function take({ text, start }) {
  const end = field.selectionStart;
  const blank = text.endsWith(":") || field.value[end] === " " ? "" : " ";
  field.setRangeText(text + blank, start, end, "end");
  close();
  if (text.endsWith(":")) ask();
}

const steps = { ArrowDown: 1, ArrowUp: -1 };

function onKey(event) {
  if (event.isComposing) return;
  const step = steps[event.key];
  if (step && options.length) {
    const count = options.length + 1; // one more for the text as it is typed
    choose(((active + 1 + step + count) % count) - 1);
  } else if (step === 1) ask();
  else if (event.key === "Escape" && !list.hidden) close();
  else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) take(options[active]);
  else return event.key === "Enter" ? close() : undefined;
  event.preventDefault();
  return undefined;
}

// The menus close once they are applied, unless one of them is wrong.
document.addEventListener("htmx:afterRequest", ({ detail: { xhr, requestConfig } }) => {
  const applied = requestConfig.triggeringEvent?.type === "submit" && xhr.status === 200;
  if (applied && requestConfig.elt.matches(".filters")) requestConfig.elt.querySelector("details").open = false;
});

if (field) {
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    field.setAttribute(name, value);
  field.addEventListener("input", later);
  field.addEventListener("keydown", onKey);
  field.addEventListener("focus", () => !field.value && later());
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("li");
    event.preventDefault(); // the focus stays in the field
    if (option) take(options[[...list.children].indexOf(option)]);
  });
}
