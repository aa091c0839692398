// Buttons that copy the text of another element; hidden where the browser has no clipboard.

const buttons = () => document.querySelectorAll("[data-copies]");
const offer = () => {
  for (const button of buttons()) button.hidden = !navigator.clipboard;
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = "Copy";
  }, 1500);
});
document.addEventListener("dry-run:shown", offer);
offer();
