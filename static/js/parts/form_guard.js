// Submits a form only while mxadmin answers: otherwise the browser's error page, or the sign-in page, would replace
// what was typed. Sends "form:leaving" to the document when the form is submitted.

import { say, unsay } from "./notice_bar.js";
import { AWAY, ready } from "./session.js";

const CAUSE = "form";
const leaving = new WeakSet();

/** Is this form being submitted already? */
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

// On the window, so that the page's own listeners run first.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const method = submitter?.getAttribute("formmethod") ?? form.method;
  if (event.defaultPrevented || method !== "post" || isLeaving(form) || form.closest("dialog, .topbar")) return;
  event.preventDefault();
  check(form, submitter);
});
