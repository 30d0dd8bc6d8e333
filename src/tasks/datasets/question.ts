import type { Row } from "../files/row.ts";
import { cellAt, cellText } from "./cell.ts";

/** A row's question, or why it has none. */
type Question = { readonly kind: "question"; readonly text: string } | { readonly kind: "none"; readonly why: string };

/** Reads a row's question in its data set's form. */
export type ReadQuestion = (columns: Row["columns"]) => Question;

/** Questions in columns: of the first alternative whose columns are all there, joined by a blank. */
export function questionIn(alternatives: readonly (readonly string[])[]): ReadQuestion {
  const wanted = alternatives.map((names) => names.map((name) => `"${name}"`).join(" and ")).join(" or ");
  return (columns) => {
    for (const names of alternatives) {
      const cells = names.map((name) => cellAt(columns, name));
      const table = names.find((_, i) => isListOfTexts(cells[i]));
      if (table !== undefined) return { kind: "none", why: `its column "${table}" is a list, not one question` };
      const chat = cells.length === 1 ? chatIn(cells[0]) : undefined;
      if (chat !== undefined) return chat;
      const parts = names.map((name) => cellText(columns, name)?.trim());
      const isThere = parts.every((part) => part !== undefined) && parts.some((part) => part !== "");
      if (isThere) return { kind: "question", text: parts.join(" ").trim() };
    }
    return { kind: "none", why: `it has no column ${wanted} with text` };
  };
}

const isListOfTexts = (cell: unknown): boolean =>
  Array.isArray(cell) && cell.length > 1 && cell.every((item) => typeof item === "string");

/** A question that is written as a chat, as verl has it: the user's message, after the system's where there is one. */
function chatIn(cell: unknown): Question | undefined {
  if (!Array.isArray(cell) || cell.length === 0) return undefined;
  const messages = cell.map(messageOf);
  if (messages.some((message) => message === undefined)) return undefined;
  const turns = messages.filter((message) => message?.role !== "system");
  if (turns.length !== 1 || turns[0]?.role !== "user") {
    return { kind: "none", why: `its chat has ${turns.length} turns; wanted one message of the user` };
  }
  const text = messages
    .map((message) => message?.content ?? "")
    .join("\n\n")
    .trim();
  return text === "" ? { kind: "none", why: "its chat is empty" } : { kind: "question", text };
}

function messageOf(item: unknown): { readonly role: string; readonly content: string } | undefined {
  if (typeof item !== "object" || item === null || !("role" in item) || !("content" in item)) return undefined;
  const { role, content } = item;
  return typeof role === "string" && typeof content === "string" ? { role, content } : undefined;
}
