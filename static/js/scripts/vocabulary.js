// Words that the server explains (hooks, host functions, Lua's library, database names), loaded when first needed.

import { textarea } from "./editor.js";

const NONE = { words: [], keywords: [], tables: {}, search_path: [] };
let loading = null;

async function load() {
  try {
    const answer = await fetch(textarea.dataset.words);
    if (answer.ok) return await answer.json();
  } catch {
    /* the next word asks again */
  }
  loading = null;
  return NONE;
}

export const words = () => (loading ??= load());

/** Signature, meaning, what it returns, since when, documented or assumed: as lines. */
export function explained(word) {
  const returns = word.returns ? [`Returns ${word.returns}`] : [];
  const source = word.since === "Lua 5.2" ? word.since : `${word.since}, ${word.basis}`;
  return {
    signature: word.signature,
    lines: [word.meaning, ...returns],
    source: source[0].toUpperCase() + source.slice(1),
  };
}

/** The tables, as [schema, table, columns]. */
export const tablesOf = ({ tables }) =>
  Object.entries(tables).map(([name, columns]) => [...name.split(/\.(.*)/s).slice(0, 2), columns]);
