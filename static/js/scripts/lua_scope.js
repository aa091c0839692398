// Reads Lua up to the cursor, which need not be complete: which local names are in scope, whether a string is open.

const TOKENS = new RegExp(
  [
    String.raw`--\[(=*)\[[\s\S]*?(?:\]\1\]|$)`,
    "--[^\\n]*", // comments, above and here
    String.raw`\[(=*)\[[\s\S]*?(?:\]\2\]|$)`,
    String.raw`"(?:\\[\s\S]|[^"\\\n])*"?`,
    String.raw`'(?:\\[\s\S]|[^'\\\n])*'?`, // strings
    String.raw`[A-Za-z_]\w*`,
    String.raw`[.:,()=]`,
  ].join("|"),
  "g",
);
const isName = (token) => /^[A-Za-z_]/.test(token ?? "");

const OPEN_TEXT = /^(["'])(?:\\[\s\S]|(?!\1)[^\\])*$/;

/** Does this Lua end inside a string? */
export function endsInText(text) {
  const last = text.match(TOKENS)?.at(-1) ?? "";
  return text.endsWith(last) && OPEN_TEXT.test(last);
}

function namesFrom(tokens, start) {
  const names = [];
  let at = start;
  for (; isName(tokens[at]); at += 2) {
    names.push(tokens[at]);
    if (tokens[at + 1] !== ",") break;
  }
  return [names, at];
}

/** {names, depth}: the names, the innermost last, and how many blocks are open (0: top level). */
export function scopeAt(text) {
  const tokens = (text.match(TOKENS) ?? []).filter((token) => !/^(--|\[|"|')/.test(token));
  const scopes = [[]];
  let loop = [];
  const open = (names = []) => scopes.push(names);
  const close = () => {
    if (scopes.length > 1) scopes.pop();
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === "local" && tokens[at + 1] !== "function") {
      const [names] = namesFrom(tokens, at + 1);
      scopes.at(-1).push(...names);
    } else if (token === "function") {
      if (tokens[at - 1] === "local" && isName(tokens[at + 1])) scopes.at(-1).push(tokens[at + 1]);
      while (
        at + 1 < tokens.length &&
        tokens[at + 1] !== "(" &&
        (isName(tokens[at + 1]) || /[.:]/.test(tokens[at + 1]))
      )
        at += 1;
      const [names] = tokens[at + 1] === "(" ? namesFrom(tokens, at + 2) : [[]];
      open(names);
    } else if (token === "for") [loop, at] = namesFrom(tokens, at + 1);
    else if (token === "do") {
      open(loop);
      loop = [];
    } else if (token === "then" || token === "repeat") open();
    else if (token === "else") {
      close();
      open();
    } else if (token === "elseif" || token === "end" || token === "until") close();
  }
  return { names: [...new Set(scopes.flat())], depth: scopes.length - 1 };
}
