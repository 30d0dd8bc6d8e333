import type { Row } from "../files/row.ts";

/** A column's value as text: numbers in digits, lists joined by commas; undefined where it is absent, null or no text. */
export function cellText(columns: Row["columns"], name: string): string | undefined {
  return Object.hasOwn(columns, name) ? textOf(columns[name]) : undefined;
}

/** The first of several columns that the row has as text, blank or not. */
export function firstCell(columns: Row["columns"], names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = cellText(columns, name);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A column's list of numbers, or undefined. */
export function cellNumbers(columns: Row["columns"], name: string): readonly number[] | undefined {
  const value = columns[name];
  if (!Array.isArray(value)) return undefined;
  const numbers = value.map(Number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (!Array.isArray(value)) return undefined;
  const parts = value.map(textOf);
  return parts.every((part) => part !== undefined) ? parts.join(", ") : undefined;
}
