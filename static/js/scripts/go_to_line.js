// A click on "line 12" goes to line 12 in the editor: in Ace by event, in a plain textarea by selecting the line.

function selectInTextarea(textarea, line) {
  const lines = textarea.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  textarea.focus();
  textarea.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const textarea = document.querySelector("textarea[data-editor]");
  if (!link || !textarea) return;
  event.preventDefault();
  const line = Number(link.dataset.line);
  const kind = link.closest(".script-error") ? "failed" : "pointed";
  document.dispatchEvent(new CustomEvent("desk:show", { detail: "editor" }));
  if (textarea.hidden) document.dispatchEvent(new CustomEvent("editor:go", { detail: { line, kind } }));
  else selectInTextarea(textarea, line);
  document.querySelector(".editor-pane")?.scrollIntoView({ block: "nearest" });
});
