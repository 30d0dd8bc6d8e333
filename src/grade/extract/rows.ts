import { nameSource } from "./names.ts";

const rows =
  /^(?:\\\[|\$\$)?\s*\\begin\{(?:align|aligned|gather|split|eqnarray)\*?\}(.+?)\\end\{\w+\*?\}\s*(?:\\\]|\$\$)?\.?$/s;
const assignment = new RegExp(String.raw`^\s*&?\s*(${nameSource})\s*&?=&?\s*(.*?)[\s.,;]*$`, "s");
const plainNumber = /^-?(?:\d[\d.,]*|\\[dt]?frac\s?\{-?\d+\}\s?\{\d+\})$/;

/** A row that gives a name its value. */
interface Assigned {
  readonly row: string;
  readonly name: string;
  readonly value: string;
}

function assigned(row: string): Assigned | null {
  const [, name, value = ""] = assignment.exec(row) ?? [];
  return name === undefined ? null : { row: row.trim(), name, value };
}

/**
 * What rows of equations that lead to the values of unknowns come to: the last of them, or those of its end that each give a number;
 * null where the rows are one chain, or the values of several.
 */
export function lastRow(text: string): string | null {
  const lines = (rows.exec(text)?.[1] ?? "").split("\\\\").filter((line) => line.trim() !== "");
  const found = lines.map(assigned);
  const last = found.at(-1) ?? null;
  if (last === null || lines.length < 2 || found.every((row) => row !== null)) return null;
  const numbers: Assigned[] = [];
  for (let i = found.length - 1; i >= 0; i--) {
    const row = found[i] ?? null;
    if (row === null || !plainNumber.test(row.value)) break;
    numbers.unshift(row);
  }
  return numbers.length < 2 ? last.row : numbers.map(({ name, value }) => `${name} = ${value}`).join(", ");
}
