// Turns <textarea data-editor> into an Ace editor. The textarea stays the form's field and always holds the text.
// Modules import `editor` (null without Ace), `goTo` and `paint`; each change sends "editor:changed" to the document.
// Modules that must work without Ace send events: "editor:go" {line, kind} and "editor:focus".

const theme = { cssClass: "ace-mxadmin", isDark: false, cssText: "" };

export const textarea = document.querySelector("textarea[data-editor]");
export const editor = textarea && window.ace ? create() : null;

function create() {
  ace.config.set("useStrictCSP", true);
  ace.config.set("loadWorkerFromBlob", false);
  ace.config.setModuleUrl("ace/ext/prompt", textarea.dataset.prompt);
  const host = document.createElement("div");
  const inner = host.appendChild(document.createElement("div"));
  host.className = "ace-host";
  textarea.before(host);
  const made = ace.edit(inner, {
    useWorker: false,
    value: textarea.value,
    placeholder: textarea.placeholder,
    mode: "ace/mode/lua",
    theme,
    readOnly: textarea.readOnly,
    showPrintMargin: false,
    tabSize: 4,
    useSoftTabs: true,
    fixedWidthGutter: true,
    scrollPastEnd: 0.3,
    highlightActiveLine: true,
    displayIndentGuides: true,
    enableKeyboardAccessibility: false,
  });
  made.renderer.setPadding(12);
  // These would load parts of Ace that mxadmin does not serve; F8 and the list of keys replace them.
  made.commands.removeCommands(["showSettingsMenu", "goToNextError", "goToPreviousError", "openCommandPalette"]);
  textarea.hidden = true;
  return made;
}

function nameForScreenReaders() {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  editor.setOption("textInputAriaLabel", `${label?.textContent ?? "Script"}. Escape, then Tab leaves the editor`);
  label?.addEventListener("click", () => editor.focus());
}

function keepInSync() {
  editor.session.setNewLineMode(textarea.defaultValue.includes("\r\n") ? "windows" : "unix");
  editor.session.on("change", () => {
    textarea.value = editor.getValue();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    document.dispatchEvent(new CustomEvent("editor:changed"));
  });
}

/** Ace's range of a finding or an edit: lines and columns from 1, columns in characters instead of UTF-16 units. */
export function rangeOf({ line, column, end_line: endLine, end_column: endColumn }) {
  const units = (at, characters) => [...editor.session.getLine(at - 1)].slice(0, characters - 1).join("").length;
  const { Range } = ace.require("ace/range");
  return new Range(line - 1, units(line, column), endLine - 1, units(endLine, endColumn));
}

const POINTED = ["ace_pointed-line", "ace_failed-line"];

/** Marks a line and puts the cursor there; `kind` is "pointed" or "failed". */
export function goTo(line, kind = "pointed") {
  for (const [id, marker] of Object.entries(editor.session.getMarkers())) {
    if (POINTED.includes(marker.clazz)) editor.session.removeMarker(id);
  }
  const { Range } = ace.require("ace/range");
  editor.session.addMarker(new Range(line - 1, 0, line - 1, 1), `ace_${kind}-line`, "fullLine");
  editor.gotoLine(line, 0, true);
  editor.focus();
}

const layers = new Map();

/** Gives line numbers in the gutter CSS classes: paint("coverage", {12: "ran", 13: "not-ran"}). A layer replaces what
    it painted before; paint("coverage", {}) removes it. */
export function paint(layer, lines) {
  for (const [row, name] of layers.get(layer) ?? []) editor.session.removeGutterDecoration(row, name);
  const painted = Object.entries(lines).map(([line, name]) => [line - 1, name]);
  for (const [row, name] of painted) editor.session.addGutterDecoration(row, name);
  layers.set(layer, painted);
}

const prefixes = new Map();
const RESERVED = 8; // characters: "999×", a space, three digits, so that the text does not move when counts appear

const gutterText = (line) =>
  [...prefixes.values()]
    .map((each) => each(line))
    .concat(line)
    .filter(Boolean)
    .join("\u00a0");

function gutterWidth(session) {
  if (!prefixes.size) return Math.max(RESERVED, String(session.getLength()).length);
  return Math.max(RESERVED, ...Array.from({ length: session.getLength() }, (_, row) => gutterText(row + 1).length));
}

/** Shows text before each line number: number("ran", (line) => "3×"). A layer replaces its earlier text; null
    removes it. */
export function number(layer, textOf) {
  if (textOf) prefixes.set(layer, textOf);
  else prefixes.delete(layer);
  editor.renderer.updateFull();
}

function reserveGutter() {
  editor.session.gutterRenderer = {
    getText: (_session, row) => gutterText(row + 1).padStart(RESERVED, "\u00a0"),
    getWidth: (session, _last, { characterWidth }) => gutterWidth(session) * characterWidth,
  };
}

/** Keeps a visible caret visible when the parts around the editor grow or shrink. */
function keepCaretInSight() {
  let seen = true;
  editor.renderer.on("afterRender", () => {
    seen = editor.isRowFullyVisible(editor.getCursorPosition().row);
  });
  editor.renderer.on("resize", () => {
    if (seen) editor.renderer.scrollCursorIntoView();
  });
}

if (editor) {
  nameForScreenReaders();
  reserveGutter();
  keepCaretInSight();
  keepInSync();
  document.addEventListener("editor:go", (event) => goTo(event.detail.line, event.detail.kind));
  document.addEventListener("editor:focus", () => editor.focus());
}
