// A save says why. Asked here, so that the page need not be loaded again and keeps what can be undone.

const form = document.querySelector("[data-workbench]");
const field = form?.querySelector("[data-why]");

function ask() {
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "id_message_error");
  if (!document.getElementById("id_message_error")) {
    const list = document.createElement("ul");
    list.id = "id_message_error";
    list.className = "errorlist";
    list.appendChild(document.createElement("li")).textContent = field.dataset.why;
    field.after(list);
  }
  field.focus();
}

function answered() {
  field.removeAttribute("aria-invalid");
  document.getElementById("id_message_error")?.remove();
}

if (field) {
  field.addEventListener("input", answered);
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-save]") || field.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // nobody is leaving
    ask();
  }, { capture: true });
}
