// Goes to a line of the editor when "line 12" is clicked or the address ends in #L12; without Ace, selects the line
// in the textarea.

function selectInTextarea(textarea, line) {
  const lines = textarea.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  textarea.focus();
  textarea.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

function go(line, kind) {
  const textarea = document.querySelector("textarea[data-editor]");
  document.dispatchEvent(new CustomEvent("desk:show", { detail: "editor" }));
  if (textarea.hidden) document.dispatchEvent(new CustomEvent("editor:go", { detail: { line, kind } }));
  else selectInTextarea(textarea, line);
  document.querySelector(".editor-pane")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const textarea = document.querySelector("textarea[data-editor]");
  if (!link || !textarea) return;
  event.preventDefault();
  const line = Number(link.dataset.line);
  const kind = link.closest(".script-error") ? "failed" : "pointed";
  go(line, kind);
});

// An address may name the line: …/?revision=2#L32
addEventListener("DOMContentLoaded", () => {
  const [, line] = /^#L(\d{1,7})$/.exec(location.hash) ?? [];
  if (line && document.querySelector("textarea[data-editor]")) go(Number(line), "pointed");
});
