// Asks for the message of a save in the page, so that the undo history is kept.

const form = document.querySelector("[data-workbench]");
const field = form?.querySelector("[data-why]");

let before = null;

function ask(sentence = field.dataset.why) {
  before = document.activeElement?.closest(".ace_editor");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "id_message_error");
  if (!document.getElementById("id_message_error")) {
    const list = document.createElement("ul");
    list.id = "id_message_error";
    list.className = "errorlist";
    list.append(document.createElement("li"));
    field.after(list);
  }
  document.querySelector("#id_message_error li").textContent = sentence;
  field.focus();
}

function answered() {
  field.removeAttribute("aria-invalid");
  document.getElementById("id_message_error")?.remove();
}

if (field) {
  field.addEventListener("input", answered);
  document.addEventListener("desk:why", ({ detail }) => ask(detail));
  document.addEventListener("desk:saved", () => {
    // focus returns to where Save was pressed
    answered();
    if (before && document.activeElement === field) document.dispatchEvent(new CustomEvent("editor:focus"));
    before = null;
  });
  form.addEventListener(
    "submit",
    (event) => {
      if (!event.submitter?.matches("[data-save]") || field.value.trim()) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // the form is not submitted
      ask();
    },
    { capture: true },
  );
}
