// The palette: Ctrl-K opens a field that leads to every page. mxadmin answers what fits; the pages that were open last
// are kept in this browser, for each account, and come first.

const PAUSE = 80;
const MOST_RECENT = 8;

const dialog = document.querySelector("dialog[data-palette]");
const field = dialog?.querySelector("input");
const list = document.getElementById("palette-options");
const note = dialog?.querySelector("[data-palette-note]");
const KEPT = `recent-${dialog?.dataset.user}`;

let timer = null;
let request = null;
let active = -1;

const options = () => [...list.querySelectorAll(".palette-option")];

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept)
      ? kept.filter(({ url, title }) => url?.startsWith?.("/") && typeof title === "string")
      : [];
  } catch {
    return [];
  }
}

function remember() {
  const url = location.pathname + location.search;
  const title = document.title.replace(/ · mxadmin$/, "");
  const others = recent().filter((each) => each.url !== url && each.title !== title);
  try {
    localStorage.setItem(KEPT, JSON.stringify([{ url, title }, ...others].slice(0, MOST_RECENT + 1)));
  } catch {
    /* without storage, nothing is remembered */
  }
}

function choose(index) {
  active = index;
  for (const [at, option] of options().entries()) option.setAttribute("aria-selected", String(at === index));
  const chosen = options()[index];
  if (!chosen) return field.removeAttribute("aria-activedescendant");
  chosen.scrollIntoView({ block: "nearest" });
  return field.setAttribute("aria-activedescendant", chosen.id);
}

function linkTo({ title, hint, url }, number) {
  const link = document.createElement("a");
  const [name, why] = [document.createElement("bdi"), document.createElement("span")];
  Object.assign(link, {
    className: "palette-option",
    id: `palette-${number}`,
    href: url,
    role: "option",
    tabIndex: -1,
  });
  name.textContent = title;
  why.textContent = hint ?? "";
  link.append(name, why);
  return link;
}

function group({ name, entries }, number) {
  const place = document.createElement("div");
  const heading = document.createElement("p");
  Object.assign(heading, { className: "palette-group", id: `palette-group-${number}`, textContent: name });
  place.setAttribute("role", "group");
  place.setAttribute("aria-labelledby", heading.id);
  place.append(heading, ...entries.map((entry, at) => linkTo(entry, `${number}-${at}`)));
  return place;
}

function show(groups) {
  const typed = field.value.trim().toLowerCase();
  const here = location.pathname + location.search;
  const opened = recent().filter(({ url, title }) => url !== here && title.toLowerCase().includes(typed));
  const all = [{ name: "Recent", entries: opened.slice(0, typed ? 3 : MOST_RECENT) }, ...groups];
  list.replaceChildren(...all.filter(({ entries }) => entries.length).map(group));
  field.setAttribute("aria-expanded", String(options().length > 0));
  note.textContent = options().length ? "" : "Nothing fits.";
  choose(options().length ? 0 : -1);
}

async function ask() {
  request?.abort();
  request = new AbortController();
  try {
    const query = new URLSearchParams({ q: field.value });
    const answer = await fetch(`${dialog.dataset.palette}?${query}`, { signal: request.signal, redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    show((await answer.json()).groups);
  } catch (error) {
    if (error.name === "AbortError") return;
    show([]);
    note.textContent = "mxadmin does not answer; these are the pages that were open last.";
  }
}

function open() {
  if (dialog.open) return dialog.close();
  if (document.querySelector("dialog[open]")) return undefined;
  dialog.showModal();
  field.value = "";
  show([]);
  note.textContent = "";
  return ask();
}

const steps = { ArrowDown: 1, ArrowUp: -1 };

function onKey(event) {
  if (event.isComposing) return;
  const count = options().length;
  if (steps[event.key] && count) choose((active + steps[event.key] + count) % count);
  else if (event.key === "Home" && event.ctrlKey) choose(0);
  else if (event.key === "Enter" && active >= 0) {
    clearTimeout(timer);
    options()[active].click();
  } else return;
  event.preventDefault();
}

if (dialog) {
  remember();
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", onKey);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".palette-option")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    request?.abort();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-palette-open]")) open();
  });
  // In the editor, Ctrl-K is a key of the editor's own.
  document.addEventListener("keydown", (event) => {
    const wanted =
      (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!wanted || event.target.closest?.(".ace_editor")) return;
    event.preventDefault();
    open();
  });
}
