// The copy of this page's text in the browser, for as long as mxadmin does not have it.
// Sends "draft:here" to the document when a write has ended.

import { forget, keep } from "./browser_drafts.js";

export class BrowserCopy {
  /** `describe` gives what is stored beside the text: user, script and tab as its key, and what else belongs to it. */
  constructor(describe) {
    this.describe = describe;
    this.wanted = null; // a text, or null for none
    this.done = null;
    this.busy = false;
    this.failed = false;
  }

  /** One write at a time: what is typed meanwhile is in the next one. */
  async hold(text) {
    this.wanted = text;
    if (this.busy) return;
    this.busy = true;
    while (this.done !== this.wanted) await this.write(this.wanted);
    this.busy = false;
    document.dispatchEvent(new CustomEvent("draft:here"));
  }

  async write(text) {
    const record = { ...this.describe(), at: Date.now(), text };
    try {
      await (text === null ? forget(record) : keep(record));
      this.failed = false;
    } catch {
      this.failed = text !== null;
    }
    this.done = text;
  }

  /** The browser has this text already: it was offered from there. */
  adopt(text) {
    this.wanted = this.done = text;
  }

  sentence() {
    if (this.failed) return "Your text is on this page only, as this browser keeps nothing: leave the page open.";
    return this.done === null ? "" : "Your text is kept in this browser until mxadmin has it.";
  }
}
