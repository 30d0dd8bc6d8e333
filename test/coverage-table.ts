/**
 * How often the reports' 95% intervals hold the truth, by simulation: `npm run coverage`, whose table stands in
 * docs/statistics.md. Models whose chances are known are evaluated many times over.
 */
import { differenceOfShares, shareOf, type Tally } from "../src/evaluate/intervals.ts";
import { createRng, type Rng } from "../src/mdp/index.ts";

const repeats = Number(process.argv[2] ?? 2000);

/** A problem's chances: of a right answer before and after. */
type Chances = readonly [before: number, after: number];

interface Scene {
  readonly name: string;
  readonly problems: number;
  readonly seeds: number;
  /** A problem's own chances, drawn anew each time. */
  readonly draw: (rng: Rng) => Chances;
  /** The means of what `draw` draws. */
  readonly truth: Chances;
}

const mixed = (before: Chances, after: Chances) => (rng: Rng) => (rng.next() < 0.5 ? before : after);
const scenes: readonly Scene[] = [100, 500].flatMap((problems) => [
  { name: "equal, all problems alike", problems, seeds: 1, draw: () => [0.5, 0.5], truth: [0.5, 0.5] },
  { name: "easy and hard problems", problems, seeds: 3, draw: mixed([0.9, 0.95], [0.1, 0.25]), truth: [0.5, 0.6] },
  { name: "nearly all right", problems, seeds: 3, draw: mixed([0.99, 0.99], [0.9, 0.95]), truth: [0.945, 0.97] },
  { name: "nearly all wrong", problems, seeds: 1, draw: mixed([0.01, 0.02], [0.05, 0.06]), truth: [0.03, 0.04] },
]);

function tally(chance: number, trials: number, rng: Rng): Tally {
  let hits = 0;
  for (let i = 0; i < trials; i++) hits += Number(rng.next() < chance);
  return { hits, trials };
}

/** A flow at risk: only those wrong before can turn right, so that problems bring different numbers of trials. */
function atRisk([before, after]: Chances, seeds: number, rng: Rng): { readonly a: Tally; readonly b: Tally } {
  const wrong = seeds - tally(before, seeds, rng).hits;
  return { a: tally(before, wrong, rng), b: tally(after, wrong, rng) };
}

const holds = ({ low, high }: { readonly low: number; readonly high: number }, truth: number): boolean =>
  low <= truth && truth <= high;

/** The true difference among those at risk: problems weigh by their chance of being wrong. */
function riskTruth({ draw }: Scene): number {
  const rng = createRng(99);
  let [gained, wrong] = [0, 0];
  for (let i = 0; i < 200_000; i++) {
    const [before, after] = draw(rng);
    gained += (1 - before) * (after - before);
    wrong += 1 - before;
  }
  return gained / wrong;
}

function coverage(scene: Scene): readonly string[] {
  const rng = createRng(1);
  const truthAtRisk = riskTruth(scene);
  let [share, difference, flow] = [0, 0, 0];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const chances = Array.from({ length: scene.problems }, () => scene.draw(rng));
    const before = chances.map(([chance]) => tally(chance, scene.seeds, rng));
    const after = chances.map(([, chance]) => tally(chance, scene.seeds, rng));
    const pairs = before.map((a, i) => ({ a: mean(a), b: mean(after[i] ?? a) }));
    const flows = chances.map((one) => atRisk(one, scene.seeds, rng));
    share += Number(holds(shareOf(before), scene.truth[0]));
    difference += Number(holds(differenceOfShares(pairs).difference, scene.truth[1] - scene.truth[0]));
    flow += Number(holds(differenceOfShares(flows).difference, truthAtRisk));
  }
  const percent = (count: number): string => ((100 * count) / repeats).toFixed(1);
  return [scene.name, String(scene.problems), String(scene.seeds), ...[share, difference, flow].map(percent)];
}

const mean = ({ hits, trials }: Tally): Tally => ({ hits: hits / trials, trials: 1 });

const head = ["problems", "n", "seeds", "a share", "a paired difference", "a flow's difference, of those at risk"];
const rows = [head, head.map(() => "---"), ...scenes.map(coverage)];
process.stdout.write(rows.map((row) => `| ${row.join(" | ")} |\n`).join(""));
