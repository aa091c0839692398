// A time is a preset or "From – to": choosing a preset empties the two fields, filling one chooses "From – to".

const FIXED = "fixed";

document.addEventListener(
  "change",
  (event) => {
    const form = event.target.closest("form.filters");
    if (!form) return;
    const { range, since, until } = form.elements;
    if (event.target === since || event.target === until) {
      if (since.value || until.value) range.value = FIXED;
    } else if (event.target === range && range.value !== FIXED) {
      since.value = until.value = "";
    } else if (event.target === range && !since.value && !until.value) {
      event.stopPropagation(); // nothing to show yet
      form.querySelector("details").open = true;
      since.focus();
    }
  },
  true,
);
