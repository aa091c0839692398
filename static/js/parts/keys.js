// What all keys of the pages share: they do nothing while somebody types, in a dialog, or with Ctrl, Alt or Meta.

const FIELDS = "input, textarea, select, [contenteditable], .ace_editor, dialog";

export const isTyping = (event) =>
  event.defaultPrevented ||
  event.isComposing ||
  event.ctrlKey ||
  event.altKey ||
  event.metaKey ||
  Boolean(event.target.closest?.(FIELDS));
