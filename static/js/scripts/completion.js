// Completes hooks with their whole signature, functions, local names, and in a query the names of the database.

import { editor } from "./editor.js";
import { endsInText, scopeAt } from "./lua_scope.js";
import { inQuery, sqlWords } from "./sql_names.js";
import { explained, words } from "./vocabulary.js";

function asText(word) {
  const { signature, lines, source } = explained(word);
  return [signature, "", ...lines, "", source].join("\n");
}

const LINES_AFTER = 20; // as many may belong to the query at the cursor

function after(session, { row, column }) {
  return session.getTextRange({ start: { row, column }, end: { row: row + LINES_AFTER, column: 0 } });
}

const hookBody = (word) => `${word.signature}\n\t\${0}\nend`;

function ofHook(word, before) {
  const typed = /\bfunction\s+$/.test(before);
  return {
    caption: word.name,
    snippet: typed ? hookBody(word) : `function ${hookBody(word)}`,
    meta: "hook",
    docText: asText(word),
    score: 1000,
  };
}

const ofWord = (word, value, place) => ({
  caption: value,
  value,
  meta: word.kind,
  docText: asText(word),
  score: 800 - place,
});

// After "string." or a method's colon, offers only its members; otherwise names, each library as one.
function members(known, qualifier, isMethod) {
  const library = isMethod ? "string" : qualifier;
  return known.words
    .filter(({ name }) => name.startsWith(`${library}.`))
    .map((word, place) => ofWord(word, word.name.slice(library.length + 1), place));
}

function firstNames(known, before, text) {
  const { names, depth } = scopeAt(text);
  const libraries = new Set(known.words.filter(({ name }) => name.includes(".")).map(({ name }) => name.split(".")[0]));
  const hooks = known.words.filter(({ kind }) => kind === "hook");
  return [
    ...names.map((value) => ({ caption: value, value, meta: "local", score: 900 })),
    ...(depth === 0 || /\bfunction\s+$/.test(before) ? hooks.map((word) => ofHook(word, before)) : []),
    ...[...libraries].map((value) => ({
      caption: value,
      value,
      meta: value === "VPOP3" ? "VPOP3" : "Lua 5.2",
      score: 400,
    })),
    ...known.words
      .filter(({ name, kind }) => kind !== "hook" && !name.includes("."))
      .map((word, place) => ofWord(word, word.name, place)),
    ...known.keywords.map((value) => ({ caption: value, value, meta: "keyword", score: 300 })),
  ];
}

async function complete(session, position) {
  const known = await words();
  const before = session.getLine(position.row).slice(0, position.column).replace(/\w*$/, "");
  const token = session.getTokenAt(position.row, position.column);
  const text = session.getTextRange({ start: { row: 0, column: 0 }, end: position });
  if (token?.type.startsWith("comment")) return [];
  if (token?.type.startsWith("string") || endsInText(text))
    return inQuery(text) ? sqlWords(known, text, before, after(session, position)) : [];
  const [, qualifier, sign] = before.match(/([A-Za-z_]\w*)?\s*([.:])$/) ?? [];
  return sign ? members(known, qualifier, sign === ":") : firstNames(known, before, text);
}

if (editor && !editor.getReadOnly()) {
  const completer = {
    id: "mxadmin",
    identifierRegexps: [/\w/],
    triggerCharacters: [".", ":"],
    getCompletions: (_editor, session, position, _prefix, done) => {
      complete(session, position).then(
        (found) => done(null, found),
        () => done(null, []),
      );
    },
  };
  editor.setOptions({
    enableBasicAutocompletion: [completer],
    enableLiveAutocompletion: [completer],
    enableSnippets: false,
    liveAutocompletionDelay: 80,
    liveAutocompletionThreshold: 2,
  });
}
