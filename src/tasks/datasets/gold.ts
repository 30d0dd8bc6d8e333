import { extractAnswer } from "../../grade/index.ts";
import type { Row } from "../files/row.ts";
import { firstCell } from "./cell.ts";

/** A row's gold answer and, where it has one, worked solution; or why it has no gold. */
export type Gold =
  | { readonly kind: "gold"; readonly answer: string; readonly solution?: string }
  | { readonly kind: "none"; readonly why: string };

/** Reads a row's gold answer in its data set's form. */
export type ReadGold = (columns: Row["columns"]) => Gold;

/** The columns that a gold answer and a worked solution are looked for in, the first present wins. */
interface GoldColumns {
  readonly answer: readonly string[];
  readonly solution: readonly string[];
}

/** Golds that stand in a column of their own, or after the last `####` of a worked solution (GSM8K's form). */
export function plainGold({ answer, solution }: GoldColumns): ReadGold {
  return (columns) => {
    const text = firstCell(columns, answer);
    if (text === undefined) return none(missing(answer));
    const marked = text.lastIndexOf("####");
    if (marked < 0) return gold(text, firstCell(columns, solution));
    const after = gold(text.slice(marked + 4), text);
    return after.kind === "gold" ? after : none('nothing follows the "####" of its answer; give the gold answer there');
  };
}

/** Golds that stand in a column of their own or, as MATH has them, in the worked solution's last `\boxed{}`. */
export function boxedGold({ answer, solution }: GoldColumns): ReadGold {
  return (columns) => {
    const own = firstCell(columns, answer);
    const worked = firstCell(columns, solution);
    if (own !== undefined) return gold(own, worked);
    if (worked === undefined) return none(missing([...answer, ...solution]));
    const box = extractAnswer(worked, { style: "boxed", mode: "strict", joinsBoxes: false }); // as MATH's authors read it
    return box.kind === "answer"
      ? gold(withoutStrayDollar(box.answer), worked)
      : none("its solution's last \\boxed{} is empty or not there");
  };
}

/** MATH closes one formula inside its box: `\boxed{2$}`. */
function withoutStrayDollar(answer: string): string {
  const dollars = answer.match(/(?<!\\)\$/g) ?? [];
  return dollars.length === 1 ? answer.replace(/(?<!\\)\$/, "") : answer;
}

/** Golds with their unit after them in brackets, as ASDiv has them: `9 (apples)`. */
export function unitGold(columns: GoldColumns): ReadGold {
  const read = plainGold(columns);
  return (row) => {
    const found = read(row);
    if (found.kind === "none") return found;
    if (found.answer.includes(";")) return none(`it asks for several answers (${found.answer})`);
    return gold(found.answer.replace(/\s*\([^()]*\)\s*$/, ""), found.solution);
  };
}

/** A gold answer without the blanks around it; none where nothing is left. */
function gold(answer: string, solution?: string): Gold {
  const bare = answer.trim();
  if (bare === "") return none("its answer is empty; every problem needs its gold answer");
  return { kind: "gold", answer: bare, ...(solution === undefined ? {} : { solution }) };
}

const none = (why: string): Gold => ({ kind: "none", why });

const missing = (names: readonly string[]): string =>
  `it has no column ${names.map((name) => `"${name}"`).join(" or ")} with text`;
