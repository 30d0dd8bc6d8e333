import type { FamilySpec } from "./families.ts";
import type { Check } from "./opened-family.ts";

/** The measured maxima, family by check; what lies beyond a bound is marked. */
export function parityTable(
  checks: readonly Check[],
  families: readonly FamilySpec[],
  measured: ReadonlyMap<string, ReadonlyMap<string, number>>,
): string {
  const cell = ({ name, bound }: Check, family: string): string => {
    const value = measured.get(name)?.get(family);
    if (value === undefined) return "-";
    const text = Number.isInteger(value) ? String(value) : value.toExponential(1);
    return value <= bound ? text : `${text} !`;
  };
  const lines = [
    ["", ...checks.map(({ name, bound }) => `${name} <= ${bound}`)],
    ...families.map(({ name }) => [name, ...checks.map((check) => cell(check, name))]),
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const show = (line: readonly string[]): string => line.map((text, i) => text.padEnd(widths[i] ?? 0)).join("  ");
  return `Greatest differences from transformers and PyTorch\n${lines.map(show).join("\n")}`;
}
