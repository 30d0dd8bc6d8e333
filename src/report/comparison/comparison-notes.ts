import type { ComparisonInput } from "./comparison-input.ts";

/** What a reader should know before believing a comparison, as far as its runs give cause to say it. */
export function comparisonNotes({ runs, recipes, problems, turns, comparisons }: ComparisonInput): readonly string[] {
  const smoke = runs.filter((run) => run.smoke === true).map(({ name }) => name);
  const most = Math.max(...runs.map((run) => run.problems));
  const single = recipes.filter((recipe) => recipe.runs === 1).map(({ name }) => name);
  const hasSeeds = recipes.some((recipe) => recipe.runs > 1);
  const lost = comparisons.filter(({ distinguishable, adjusted }) => distinguishable && !adjusted).length;
  const unfinished = runs.filter((run) => run.unfinished === true).map(({ name }) => name);
  return [
    ...(smoke.length > 0 ? [`Smoke runs, whose numbers mean nothing: ${smoke.join(", ")}.`] : []),
    ...(unfinished.length > 0
      ? [`Of runs that are not finished, so that later models may come: ${unfinished.join(", ")}.`]
      : []),
    ...(problems < most ? [`Only the ${problems} test problems that all have count, of up to ${most}.`] : []),
    ...(turns < 5 ? [`A 5 in a metric's name stands for the ${turns} turns that all have.`] : []),
    ...(hasSeeds
      ? [
          "Where a recipe has several seeds its figures are means, and the intervals cover other problems and other seeds.",
        ]
      : ["One run each: the intervals are over problems, and do not cover what another training seed would bring."]),
    ...(hasSeeds && single.length > 0
      ? [`Of one run each, and taken to scatter as the others do: ${single.join(", ")}.`]
      : []),
    ...(comparisons.length === 0
      ? []
      : [
          `${comparisons.length} differences are tested${lost === 0 ? "" : `; ${lost} would be distinguishable taken alone, but not after Holm's correction for all`}.`,
        ]),
  ];
}
