import { aligned } from "../aligned.ts";
import { judgementAmongAll, percentWithInterval, pointsWithInterval } from "../words.ts";
import type { ComparisonInput } from "./comparison-input.ts";
import { comparisonNotes } from "./comparison-notes.ts";

/** A comparison of runs for a terminal: figures, differences in words, and what to know before believing them. */
export function renderComparisonTable(input: ComparisonInput & { readonly page?: string }): string {
  const { recipes, comparisons, problems } = input;
  const letters = new Map(recipes.map(({ name }, i) => [name, letterOf(i)]));
  const metrics = Object.keys(recipes[0]?.metrics ?? {});
  const figures = metrics.map((metric) => [
    metric,
    ...recipes.map((recipe) => {
      const estimate = recipe.metrics[metric];
      if (estimate === undefined) return "";
      return metric.includes(" - ") ? pointsWithInterval(estimate) : percentWithInterval(estimate);
    }),
  ]);
  const differences = comparisons.map((one) => [
    `${one.metric}: ${letters.get(one.b) ?? one.b} - ${letters.get(one.a) ?? one.a}`,
    pointsWithInterval(one.difference),
    judgementAmongAll(one),
  ]);
  const parts = [
    recipes.map(({ name, runs }, i) => `${letterOf(i)}  ${name}${runs > 1 ? `, mean of ${runs}` : ""}`),
    [
      `percent of ${problems} problems right, [95% interval]`,
      ...aligned([["", ...letters.values()], ...figures], "right"),
    ],
    ...(differences.length > 0
      ? [["differences in points, paired, corrected for their number", ...aligned(differences, "left")]]
      : []),
    comparisonNotes(input),
    ...(input.page === undefined ? [] : [[`The page: ${input.page}`]]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** A, B, ... Z, then A1, B1, ... */
function letterOf(i: number): string {
  const letter = String.fromCodePoint(65 + (i % 26));
  return i < 26 ? letter : `${letter}${Math.floor(i / 26)}`;
}
