import { isObject } from "../../mdp/index.ts";
import type { Row } from "../files/row.ts";

/**
 * A column's value; one within another is named by its path, such as `reward_model.ground_truth` or `prompt[0].content`. A column
 * whose own name looks like a path is found first.
 */
export function cellAt(columns: Row["columns"], name: string): unknown {
  if (Object.hasOwn(columns, name)) return columns[name];
  const path = name.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  if (path.length < 2) return undefined;
  return path.reduce((value: unknown, key) => {
    if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    return isThere ? (value as Row["columns"])[key] : undefined; // an object, as checked
  }, columns);
}

/** The columns of a row by name, those within others by their paths. */
export function columnPaths(columns: Row["columns"]): readonly string[] {
  return Object.entries(columns).flatMap(([name, value]) => {
    const isNested = isObject(value);
    return isNested ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name];
  });
}

/** A column's value as text: numbers in digits, lists joined by commas; undefined where it is absent, null or no text. */
export function cellText(columns: Row["columns"], name: string): string | undefined {
  return textOf(cellAt(columns, name));
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
