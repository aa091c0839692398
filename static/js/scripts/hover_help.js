// Explains a word and shows its findings: under the mouse, or at the cursor with Ctrl-I.

import { editor } from "./editor.js";
import { findingsAt } from "./findings.js";
import { lastValue } from "../dry_runs/line_coverage.js";
import { explained, tablesOf, words } from "./vocabulary.js";

function nameAt(line, column) {
  for (const found of line.matchAll(/[A-Za-z_]\w*(?:\s*[.:]\s*[A-Za-z_]\w*)*/g)) {
    if (found.index > column || found.index + found[0].length < column) continue;
    const rest = found[0].slice(column - found.index).match(/^\w*/)[0].length;
    return found[0].slice(0, column - found.index + rest).replace(/\s/g, "");
  }
  return "";
}

const FUNCTION = /\bfunction\s+([A-Za-z_]\w*)\s*\(([^)]*)\)/g;

// A hook's parameter, found by its position: scripts may rename it.
function ofHook(known, name, text) {
  const [, called, list] = [...text.matchAll(FUNCTION)].at(-1) ?? [];
  const hook = known.words.find((each) => each.kind === "hook" && each.name === called);
  const told =
    hook?.parameters[
      list
        .split(",")
        .map((each) => each.trim())
        .indexOf(name)
    ];
  return told ? [{ signature: name, lines: [told.meaning], source: `Given to ${called} by VPOP3; ${told.basis}` }] : [];
}

function ofLua(known, name) {
  const method = name.replace(/^.*:/, "string.");
  const word = known.words.find((each) => each.name === name || each.name === method);
  return word ? [explained(word)] : [];
}

function ofDatabase(known, name) {
  const [last, before] = name.toLowerCase().split(".").toReversed();
  const tables = tablesOf(known);
  const table = tables.find(([schema, each]) => each === last && (!before || schema === before));
  if (table)
    return [
      {
        signature: `${table[0]}.${table[1]}`,
        lines: [`Columns: ${table[2].join(", ")}`],
        source: "Of the connected database",
      },
    ];
  const places = tables
    .filter(([, , columns]) => columns.includes(last))
    .slice(0, 4)
    .map(([schema, each]) => `${schema}.${each}`);
  return places.length
    ? [{ signature: last, lines: [`Column of ${places.join(", ")}`], source: "Of the connected database" }]
    : [];
}

async function meaningsAt({ row, column }) {
  const name = nameAt(editor.session.getLine(row), column);
  if (!name) return [];
  const type = editor.session.getTokenAt(row, column + 1)?.type ?? "";
  if (type.startsWith("comment")) return [];
  const value = type.startsWith("string") ? null : lastValue(name);
  if (value) return [{ signature: value, lines: [], source: "In the last dry run" }];
  const known = await words();
  if (type.startsWith("string")) return ofDatabase(known, name);
  const upTo = editor.session.getTextRange({ start: { row: 0, column: 0 }, end: { row: row + 1, column: 0 } });
  return [...ofHook(known, name, upTo), ...ofLua(known, name)];
}

const line = (name, text) => Object.assign(document.createElement("div"), { className: name, textContent: text });

// Text between backticks is code.
function ofFinding({ severity, message }) {
  const shown = line(`hover-finding hover-${severity}`, "");
  const parts = message.split("`");
  shown.append(
    ...parts.map((text, place) =>
      place % 2 ? Object.assign(document.createElement("code"), { textContent: text }) : text,
    ),
  );
  return shown;
}

async function cardAt(position) {
  const card = line("hover-card", "");
  card.append(...findingsAt(position).map(ofFinding));
  for (const { signature, lines, source } of await meaningsAt(position)) {
    card.append(
      line("hover-signature", signature),
      ...lines.map((text) => line("hover-text", text)),
      line("hover-source", source),
    );
  }
  return card.childElementCount ? card : null;
}

function wordRange({ row, column }) {
  const { Range } = ace.require("ace/range");
  const range = editor.session.getWordRange(row, column);
  return range.isEmpty() ? new Range(row, column, row, column + 1) : range;
}

function offer() {
  const { HoverTooltip } = ace.require("ace/tooltip");
  const tooltip = new HoverTooltip();
  const said = document.querySelector("[data-finding-said]");
  const show = async (position, event) => {
    const card = await cardAt(position);
    if (card) tooltip.showForRange(editor, wordRange(position), card, event);
    return card;
  };
  tooltip.setDataProvider((event) => {
    show(event.getDocumentPosition(), event);
  });
  tooltip.addToEditor(editor);
  const exec = async () => {
    const card = await show(editor.getCursorPosition());
    said.textContent = card
      ? [...card.children].map((child) => child.textContent).join(". ")
      : "Nothing is known of this word.";
  };
  editor.commands.addCommand({
    name: "explain",
    bindKey: { win: "Ctrl-I", mac: "Command-I|Ctrl-I" },
    readOnly: true,
    exec,
  });
  editor.session.on("change", () => tooltip.hide());
}

if (editor) offer();
