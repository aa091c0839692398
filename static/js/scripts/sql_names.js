// Completes schemas, tables and columns of the connected database inside a query.

import { tablesOf } from "./vocabulary.js";

const ENOUGH = 4000; // characters to look back for the beginning of the query

/** Does this Lua end inside the argument of PostgresQuery, or in a string that reads like a query? */
export function inQuery(text) {
  const back = text.slice(-ENOUGH);
  const call = back.lastIndexOf("PostgresQuery");
  if (call >= 0 && isOpen(back.slice(call))) return true;
  const unfinished = back.slice(-300).replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, "");
  return /\b(SELECT|FROM|WHERE|JOIN|AND|OR|HAVING|(ORDER|GROUP) BY)\b/.test(unfinished);
}

function isOpen(call) {
  let depth = 0;
  for (const sign of call.match(/[()]/g) ?? []) {
    depth += sign === "(" ? 1 : -1;
    if (depth === 0) return false;
  }
  return depth > 0;
}

function statement(text) {
  const back = text.slice(-ENOUGH);
  return back.slice(Math.max(0, back.toUpperCase().lastIndexOf("SELECT")));
}

// Aliases: FROM outqueue.sendattempts a, JOIN … AS b
function tableNamed(tables, name, text) {
  const direct = tables.filter(([, table]) => table === name);
  if (direct.length) return direct;
  const named = text.matchAll(new RegExp(String.raw`(\w+)\s+(?:AS\s+)?${name}\b`, "gi"));
  const aliased = new Set([...named].map(([, table]) => table.toLowerCase()));
  return tables.filter(([, table]) => aliased.has(table));
}

const column = (value, [schema, table], score) => ({
  caption: value,
  value,
  meta: "column",
  docText: `Column of ${schema}.${table}`,
  score,
});

/** `text` is all before the cursor, `before` the part of its line before the cursor, `after` what follows: the FROM
    of a query may be there already. */
export function sqlWords(known, text, before, after) {
  const tables = tablesOf(known);
  const [, name] = before.toLowerCase().match(/(\w+)\.$/) ?? [];
  if (name) {
    const inSchema = tables.filter(([schema]) => schema === name);
    if (inSchema.length)
      return inSchema.map(([schema, table, columns]) => ({
        caption: table,
        value: table,
        meta: `table in ${schema}`,
        docText: columns.join("\n"),
        score: 900,
      }));
    return tableNamed(tables, name, statement(text) + after).flatMap((table) =>
      table[2].map((value) => column(value, table, 900)),
    );
  }
  const query = (statement(text) + after).toLowerCase();
  const mentioned = ([, table]) => new RegExp(`\\b${table.toLowerCase().replace(/\W/g, "\\$&")}\\b`).test(query);
  const visible = tables.filter(([schema]) => known.search_path.includes(schema));
  return [
    ...[...new Set(tables.map(([schema]) => schema))].map((value) => ({
      caption: value,
      value,
      meta: "schema",
      score: 700,
    })),
    ...visible.map(([schema, value, columns]) => ({
      caption: value,
      value,
      meta: `table in ${schema}`,
      docText: columns.join("\n"),
      score: 600,
    })),
    ...tables.flatMap((table) => table[2].map((value) => column(value, table, mentioned(table) ? 900 : 100))),
  ];
}
