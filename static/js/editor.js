// Turns <textarea data-editor> into an Ace editor. The textarea stays the form's field and always holds the text.
// Other modules talk to the editor by events: "editor:go" {line} moves to a line, "editor:focus" moves into it.

const theme = { cssClass: "ace-mxadmin", isDark: false, cssText: "" };

function create(textarea) {
  ace.config.set("useStrictCSP", true);
  ace.config.set("loadWorkerFromBlob", false);
  const host = document.createElement("div");
  const inner = host.appendChild(document.createElement("div"));
  host.className = "ace-host";
  textarea.before(host);
  inner.textContent = "";
  const editor = ace.edit(inner, {
    value: textarea.value, mode: "ace/mode/lua", theme, useWorker: false, readOnly: textarea.readOnly,
    showPrintMargin: false, tabSize: 4, useSoftTabs: true, fixedWidthGutter: true, scrollPastEnd: 0.3,
    highlightActiveLine: true, displayIndentGuides: true, enableKeyboardAccessibility: false,
  });
  editor.renderer.setPadding(12);
  textarea.hidden = true;
  nameForScreenReaders(editor, textarea);
  return editor;
}

function nameForScreenReaders(editor, textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  editor.setOption("textInputAriaLabel", `${label?.textContent ?? "Script"}. Press F6 to leave the editor`);
  label?.addEventListener("click", () => editor.focus());
}

function keepInSync(editor, textarea) {
  const lineEnd = textarea.defaultValue.includes("\r\n") ? "windows" : "unix";
  editor.session.setNewLineMode(lineEnd);
  editor.session.on("change", () => {
    textarea.value = editor.getValue();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Tab belongs to the text, so a keyboard needs another way out.
function offerWayOut(editor, host) {
  const leave = () => {
    const after = [...document.querySelectorAll("input:not([type=hidden]), button, select, a[href]")]
      .find((element) => host.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
        && !host.contains(element) && element.checkVisibility());
    after?.focus();
  };
  editor.commands.addCommand({ name: "leave", bindKey: { win: "F6", mac: "F6" }, readOnly: true, exec: leave });
  editor.commands.addCommand({ name: "escape", bindKey: { win: "Esc", mac: "Esc" }, readOnly: true, exec: leave });
}

function goTo(editor, line, kind) {
  for (const [id, marker] of Object.entries(editor.session.getMarkers())) {
    if (marker.clazz === "ace_pointed-line" || marker.clazz === "ace_failed-line") editor.session.removeMarker(id);
  }
  const { Range } = ace.require("ace/range");
  editor.session.addMarker(new Range(line - 1, 0, line - 1, 1), `ace_${kind}-line`, "fullLine");
  editor.gotoLine(line, 0, true);
  editor.focus();
}

const textarea = document.querySelector("textarea[data-editor]");
if (textarea && window.ace) {
  const editor = create(textarea);
  keepInSync(editor, textarea);
  offerWayOut(editor, editor.container.parentElement);
  document.addEventListener("editor:go", (event) => goTo(editor, event.detail.line, event.detail.kind ?? "pointed"));
  document.addEventListener("editor:focus", () => editor.focus());
}
