// Buttons that copy the text of another element; hidden where the browser has no clipboard.

const offer = () => {
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = !navigator.clipboard;
};

const say = (button, words) => {
  button.textContent = words;
  setTimeout(() => {
    button.textContent = "Copy";
  }, 1500);
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(source.textContent);
    say(button, "Copied");
  } catch {
    // The browser refuses the clipboard: the text is selected, so that the keyboard copies it.
    getSelection().selectAllChildren(source);
    say(button, "Press Ctrl C");
  }
});
document.addEventListener("dry-run:shown", offer);
offer();
