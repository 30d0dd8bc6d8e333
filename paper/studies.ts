/**
 * What the paper's claims are tested by: each study is a run of `rise run` on one of examples/paper, under several seeds. The
 * list is data; `run-studies.ts` carries it out and `report.ts` writes it down.
 */

/** One run, repeated under seeds. */
export interface Study {
  /** Names its run directories. */
  readonly name: string;
  /** What it shows, for the table. */
  readonly title: string;
  /** The group of rows that it belongs to. */
  readonly group: Group;
  /** A file of examples/paper, without its ending. */
  readonly config: string;
  /** Settings above the file's. */
  readonly set?: readonly string[];
  /** How many seeds; the quick form takes one of each. */
  readonly seeds: number;
  /** Whether the quick form runs it. */
  readonly isQuick?: boolean;
}

/** The tables of RESULTS.md, in their order. */
export const groups = {
  headline: "The method",
  baselines: "Baselines",
  ablations: "What each part is worth",
  scale: "Data, turns and other problems",
} as const;

/** A table's name. */
export type Group = keyof typeof groups;

const headline: readonly Study[] = [
  { name: "self", title: "rise-self", group: "headline", config: "self", seeds: 3, isQuick: true },
];

const baselines: readonly Study[] = [
  {
    name: "self-refine",
    title: "Self-Refine prompting",
    group: "baselines",
    config: "self",
    set: ["preset=self-refine", "iterations=0"], // it is a way to ask, nothing is trained
    seeds: 1,
    isQuick: true,
  },
  {
    name: "single-turn",
    title: "single turns, weighted by reward, as many examples",
    group: "baselines",
    config: "self",
    set: ["improve.by=none", "collect.samples=2"],
    seeds: 3,
    isQuick: true,
  },
  {
    name: "single-turn-best",
    title: "single turns, best of N, as many examples",
    group: "baselines",
    config: "self",
    set: ["collect.turns=0", "collect.samples=2"],
    seeds: 3,
  },
  {
    name: "sft-oracle",
    title: "fine-tuning on solutions",
    group: "baselines",
    config: "self",
    set: [
      "collect.turns=0",
      "collect.samples=1",
      "improve.by=oracle-solutions",
      "weight.by=uniform",
      "weight.keep=success",
    ],
    seeds: 1,
  },
  {
    name: "sft-pairs",
    title: "fine-tuning on wrong attempts and solutions",
    group: "baselines",
    config: "self",
    set: ["improve.by=oracle-solutions", "weight.by=uniform", "weight.keep=success"],
    seeds: 1,
  },
  {
    name: "success-only",
    title: "right turns only (STaR-like)",
    group: "baselines",
    config: "self",
    set: ["weight.by=uniform", "weight.keep=success"],
    seeds: 1,
  },
];

const ablations: readonly Study[] = [
  ...(["uniform", "advantage"] as const).map((by) => ({
    name: `weight-${by}`,
    title: `weight.by: ${by}`,
    group: "ablations" as const,
    config: "self",
    set: [`weight.by=${by}`],
    seeds: 1,
  })),
  {
    name: "stop",
    title: "stopping at success",
    group: "ablations",
    config: "self",
    set: ["collect.afterSuccess=stop"],
    seeds: 1,
  },
  {
    name: "ties-first",
    title: "the first right sample",
    group: "ablations",
    config: "self",
    set: ["improve.ties=first"],
    seeds: 1,
  },
  {
    name: "previous",
    title: "trained on from the last model",
    group: "ablations",
    config: "self",
    set: ["train.from=previous"],
    seeds: 1,
  },
  { name: "n-4", title: "best of 4", group: "ablations", config: "self", set: ["improve.samples=4"], seeds: 1 },
  ...(["paper", "neutral"] as const).map((prompt) => ({
    name: `prompt-${prompt}`,
    title: `introspection: ${prompt}`,
    group: "ablations" as const,
    config: "self",
    set: [`mdp.introspection=${prompt}`],
    seeds: 1,
  })),
];

const scale: readonly Study[] = [
  {
    name: "exact-sum",
    title: "rise-self on exact-sum",
    group: "scale",
    config: "self",
    set: ["task.name=exact-sum", "model=models/exact"],
    seeds: 3,
  },
  {
    name: "quarter",
    title: "a quarter of the problems",
    group: "scale",
    config: "self",
    set: ["collect.problems=1000"],
    seeds: 1,
  },
  { name: "ten-turns", title: "10 turns", group: "scale", config: "self", set: ["evaluate.turns=10"], seeds: 1 },
  {
    name: "harder",
    title: "a harder level, measured only",
    group: "scale",
    config: "self",
    set: ["task.level=hard", "iterations=0"],
    seeds: 1,
  },
];

/** Every study, the headline's first. */
export const studies: readonly Study[] = [...headline, ...baselines, ...ablations, ...scale];
