import type { Row } from "../files/row.ts";
import { cellText } from "./cell.ts";

/** A row's question, or why it has none. */
export type Question =
  | { readonly kind: "question"; readonly text: string }
  | { readonly kind: "none"; readonly why: string };

/** Reads a row's question in its data set's form. */
export type ReadQuestion = (columns: Row["columns"]) => Question;

/** Questions in columns: of the first alternative whose columns are all there, joined by a blank. */
export function questionIn(alternatives: readonly (readonly string[])[]): ReadQuestion {
  const wanted = alternatives.map((names) => names.map((name) => `"${name}"`).join(" and ")).join(" or ");
  return (columns) => {
    for (const names of alternatives) {
      const parts = names.map((name) => cellText(columns, name)?.trim());
      const isThere = parts.every((part) => part !== undefined) && parts.some((part) => part !== "");
      if (isThere) return { kind: "question", text: parts.join(" ").trim() };
    }
    return { kind: "none", why: `it has no column ${wanted} with text` };
  };
}
