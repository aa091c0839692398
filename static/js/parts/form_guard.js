// A form leaves the page only when something answers at the other end: otherwise the browser's error page, or a sign-in
// page, would take the place of what was typed. "form:leaving" tells the document that it does leave.

import { say, unsay } from "./notice_bar.js";
import { AWAY, ready } from "./session.js";

const CAUSE = "form";
const leaving = new WeakSet();

/** Is that form on its way already, so that nobody needs to stop it? */
export const isLeaving = (form) => leaving.has(form);

export function leave(form, submitter) {
  leaving.add(form);
  document.dispatchEvent(new CustomEvent("form:leaving"));
  form.requestSubmit(submitter);
  leaving.delete(form);
}

async function check(form, submitter) {
  submitter?.setAttribute("aria-busy", "true");
  try {
    const may = await ready();
    unsay(CAUSE);
    if (may) leave(form, submitter);
  } catch {
    say(CAUSE, AWAY, { label: "Try again", press: () => check(form, submitter) });
  } finally {
    submitter?.removeAttribute("aria-busy");
  }
}

// On the window, so after all that the page itself does with the form.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const method = submitter?.getAttribute("formmethod") ?? form.method;
  if (event.defaultPrevented || method !== "post" || isLeaving(form) || form.closest("dialog, .topbar")) return;
  event.preventDefault();
  check(form, submitter);
});
