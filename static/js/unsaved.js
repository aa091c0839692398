// Says when the text differs from what was loaded, and asks before the page is left with it.

const form = document.querySelector("[data-workbench]");
const source = form?.querySelector("textarea:is([data-editor], [data-draft]):not([readonly])");

if (source) {
  const loaded = source.dataset.loaded ?? source.defaultValue;
  const normal = (text) => text.replaceAll("\r\n", "\n");
  const badge = form.querySelector("[data-unsaved]");
  let leavingOnPurpose = false;
  const changed = () => "typed" in source.dataset || normal(source.value) !== normal(loaded);

  const show = () => { if (badge) badge.hidden = !changed(); };
  source.addEventListener("input", show);
  show();

  form.addEventListener("submit", () => { leavingOnPurpose = true; });
  addEventListener("beforeunload", (event) => {
    if (changed() && !leavingOnPurpose) event.preventDefault();
  });
}
