/**
 * `node paper/self-checked.ts DIR...`: the strongest rival of several turns where attempts check themselves. A program reads the
 * check that each of five independent samples ends with ("21 is 21." or "21 is not 17.") and takes the first that claims to be
 * right, else the first. It needs no training and no gold answer, but somebody who knows how a check is written.
 */

import { parseArgs } from "node:util";
import { pairedDifference, shareOf } from "../src/evaluate/intervals.ts";
import { type Estimate, type Evaluation, readRun, type RunDirectory } from "../src/index.ts";

const samples = 5;

/** Whether an attempt says of itself that it is right. */
export function claimsSuccess(text: string): boolean {
  return [...text.matchAll(/^(-?\d+) is (-?\d+)\.$/gm)].some(([, value, target]) => value === target);
}

/** Of samples in their order, the first that claims to be right, else the first. */
export function selfChecked<T extends { readonly text: string }>(attempts: readonly T[]): number {
  return Math.max(
    0,
    attempts.findIndex(({ text }) => claimsSuccess(text)),
  );
}

function rowOf(run: RunDirectory, { scores, problems }: Evaluation): string {
  const pairs = problems.map(({ problem, seeds }) => {
    const [first] = seeds;
    const attempts = run.attempts.get(`evaluate/${scores.name}/0/${problem}/parallel`);
    if (first === undefined || attempts === undefined) throw new Error(`${run.dir} has no samples of ${problem}`);
    const isRight = (outcome: string | undefined): number => Number(outcome === "correct");
    const isTrue = attempts.map(({ text }, i) => claimsSuccess(text) === (first.parallel[i]?.outcome === "correct"));
    return {
      claims: { hits: isTrue.filter(Boolean).length, trials: isTrue.length },
      checked: isRight(first.parallel[selfChecked(attempts.slice(0, samples))]?.outcome),
      last: isRight(first.sequential.at(-1)?.outcome),
    };
  });
  const share = (hits: readonly number[]): string => percent(shareOf(hits.map((hit) => ({ hits: hit, trials: 1 }))));
  const cells = [
    scores.name,
    share(pairs.map(({ checked }) => checked)),
    share(pairs.map(({ last }) => last)),
    percent(pairedDifference(pairs.map(({ checked, last }) => last - checked))),
    percent(scores.metrics["pass@5"]),
    percent(shareOf(pairs.map(({ claims }) => claims))),
  ];
  return `| ${cells.join(" | ")} |`;
}

const percent = ({ value, low, high }: Estimate): string =>
  `${(100 * value).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length === 0) throw new Error("name at least one run's folder: node paper/self-checked.ts DIR...");
  for (const dir of positionals) {
    const run = readRun(dir);
    const names = ["base", ...Array.from({ length: 9 }, (_, k) => `iteration-${k + 1}`)];
    const evaluations = names.flatMap((name) => (run.document(`evaluate/${name}`) as Evaluation | undefined) ?? []);
    const head = [
      "",
      "self-checked of 5 samples",
      "last turn",
      "last turn - self-checked",
      "pass@5",
      "claims that are true",
    ];
    const lines = [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`];
    process.stdout.write(`${dir}\n\n${[...lines, ...evaluations.map((one) => rowOf(run, one))].join("\n")}\n\n`);
    run.close();
  }
}
