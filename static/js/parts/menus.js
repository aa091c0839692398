// Closes a menu on Escape, and when a click or the focus goes elsewhere.

const close = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
};

document.addEventListener("click", (event) => {
  // Enter in a field clicks the first button of its form, which may stand elsewhere: such a click has no detail.
  if (event.detail) close(event.target.closest("details.menu"));
});
document.addEventListener("focusin", (event) => close(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
