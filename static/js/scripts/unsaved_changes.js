// Shows that the text differs from what was loaded, and asks before the page is left with it.

const form = document.querySelector("[data-workbench]");
const source = form?.querySelector("textarea:is([data-editor], [data-draft]):not([readonly])");

const normal = (text) => text.replaceAll("\r\n", "\n");

if (source) {
  let loaded = source.dataset.loaded ?? source.defaultValue;
  let leavingOnPurpose = false;
  const changed = () => "typed" in source.dataset || normal(source.value) !== normal(loaded);

  const show = () => {
    const badge = form.querySelector("[data-unsaved]");
    if (badge) badge.hidden = !changed();
  };
  source.addEventListener("input", show);
  document.addEventListener("desk:saved", ({ detail }) => {
    loaded = detail.text;
    show();
  });
  show();

  document.addEventListener("form:leaving", () => {
    leavingOnPurpose = true;
  });
  addEventListener("pageshow", () => {
    leavingOnPurpose = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed() && !leavingOnPurpose) event.preventDefault();
  });
}
