/**
 * What the paper's claims are tested by. The list is data: `run-studies.ts` carries it out, `tables.ts` and `claims.ts` write
 * down what it brought.
 */

/** One way to train or to ask, repeated under seeds; all else is as in examples/paper/self.yaml. */
export interface Study {
  /** Names its run directories. */
  readonly name: string;
  /** What it is, for the table. */
  readonly title: string;
  /** The table that it belongs to. */
  readonly group: Group;
  /** Settings above the file's. */
  readonly set?: readonly string[];
  /** The model to distill from. */
  readonly teacher?: MeasuredModel;
  /** Nothing is trained: a model of rise-self's run is measured under these settings. */
  readonly measures?: MeasuredModel;
  /** Trained from a base of its own, instead of models/exact. */
  readonly base?: Base;
  /** Each of its models is measured, the base first; otherwise the last one alone. */
  readonly measuresEach?: boolean;
  /** How many seeds; the quick form takes one of each. */
  readonly seeds: number;
  /** Whether the quick form runs it. */
  readonly isQuick?: boolean;
}

/** A model of rise-self's run. */
export type MeasuredModel = "base" | "iteration-1" | "iteration-2";

/** A base model by `rise pretrain examples/pretrain-exact.yaml`, made before its first study. */
export interface Base {
  /** Names its folder. */
  readonly name: string;
  /** Settings above the file's. */
  readonly set: readonly string[];
}

/** The tables of RESULTS.md, in their order. */
export const groups = {
  headline: "The method",
  baselines: "Baselines, two iterations",
  ablations: "What each part is worth, one iteration",
  scale: "Data, turns and other problems",
} as const;

/** A table's name. */
export type Group = keyof typeof groups;

/** The one that the others are held against: two iterations, each model measured. */
export const headline: Study = {
  name: "self",
  title: "rise-self",
  group: "headline",
  measuresEach: true,
  seeds: 3,
  isQuick: true,
};

/** A third iteration, from the base on the attempts of all three. */
const three: Study = {
  name: "three",
  title: "rise-self, three iterations",
  group: "headline",
  set: ["iterations=3"],
  seeds: 1,
};

/** Improved by a model that rise-self has taught: it mends twice as often as the base, and keeps what is right. */
const distill: Study = {
  name: "distill",
  title: "rise-distill, from rise-self's last model",
  group: "headline",
  set: ["improve.by=distill"],
  teacher: "iteration-2",
  seeds: 1,
};

/** Its best of eight, as rise-self takes its own. */
const distillBest: Study = {
  ...distill,
  name: "distill-best",
  title: "the same, the best of 8 of the teacher's",
  set: ["improve.by=distill", "improve.teacherSamples=8"],
  seeds: 3,
};

const baselines = inGroup("baselines", [
  {
    name: "self-refine",
    title: "Self-Refine prompting (nothing is trained)",
    set: ["preset=self-refine"],
    measures: "base",
    seeds: 1,
    isQuick: true,
  },
  {
    name: "critique",
    title: "a critique model's comments (nothing is trained): rise-self's last",
    set: ["preset=critique"],
    teacher: "iteration-2",
    measures: "base",
    seeds: 1,
  },
  {
    name: "single-turn",
    title: "single turns, weighted by reward, as many examples",
    set: ["improve.by=none", "collect.samples=2"],
    seeds: 3,
    isQuick: true,
  },
  {
    name: "single-turn-best",
    title: "single turns, best of N, as many examples",
    set: ["collect.turns=0", "collect.samples=2"],
    seeds: 1,
  },
  {
    name: "success-only",
    title: "right turns only (STaR-like)",
    set: ["weight.by=uniform", "weight.keep=success"],
    seeds: 1,
  },
  {
    name: "sft-oracle",
    title: "fine-tuning on solutions",
    set: ["collect.turns=0", "improve.by=oracle-solutions", "weight.by=uniform", "weight.keep=success"],
    seeds: 1,
  },
  {
    name: "sft-pairs",
    title: "fine-tuning on attempts and solutions",
    set: ["improve.by=oracle-solutions", "weight.by=uniform", "weight.keep=success"],
    seeds: 1,
  },
  {
    name: "off-policy",
    title: "the teacher's attempts and its improved ones",
    set: ["collect.by=teacher", "improve.by=distill"],
    teacher: "iteration-2",
    seeds: 1,
  },
]);

/** One iteration of rise-self, which the ablations are held against. */
export const oneIteration: Study = {
  name: "one-iteration",
  title: "rise-self, one iteration",
  group: "ablations",
  measures: "iteration-1",
  seeds: 1,
};

const changes: Readonly<Record<string, { readonly title: string; readonly set: readonly string[] }>> = {
  "weight-uniform": { title: "weight.by: uniform", set: ["weight.by=uniform"] },
  "weight-advantage": { title: "weight.by: advantage", set: ["weight.by=advantage", "collect.samples=2"] },
  "tau-1": { title: "tau 1 instead of 0.4", set: ["weight.tau=1"] },
  "tau-0.2": { title: "tau 0.2", set: ["weight.tau=0.2"] },
  "credit-to-go": { title: "weight.credit: toGo", set: ["weight.credit=toGo"] },
  "keep-success": { title: "right turns only", set: ["weight.by=uniform", "weight.keep=success"] },
  "turns-2": { title: "two attempts before the improved one", set: ["collect.turns=2"] },
  "view-2": { title: "the same, both in view", set: ["collect.turns=2", "mdp.attemptsInView=2"] },
  stop: { title: "stopping at success", set: ["collect.afterSuccess=stop"] },
  "ties-first": { title: "the first right sample", set: ["improve.ties=first"] },
  "n-4": { title: "best of 4 instead of 8", set: ["improve.samples=4"] },
  "n-16": { title: "best of 16", set: ["improve.samples=16"] },
  "prompt-paper": { title: "introspection: paper", set: ["mdp.introspection=paper"] },
  "prompt-neutral": { title: "introspection: neutral", set: ["mdp.introspection=neutral"] },
  "prompt-empty": { title: 'introspection: "Ok."', set: ["mdp.introspection.template=Ok."] },
  "prompt-other": {
    title: 'introspection: "What is the weather like?"',
    set: ["mdp.introspection.template=What is the weather like?"],
  },
};

const ablations = inGroup(
  "ablations",
  Object.entries(changes).map(([name, { title, set }]) => ({ name, title, set: ["iterations=1", ...set], seeds: 1 })),
);

const scale = inGroup("scale", [
  { name: "previous", title: "trained on from the last model, two iterations", set: ["train.from=previous"], seeds: 1 },
  {
    name: "quarter",
    title: "a quarter of the problems, one iteration",
    set: ["iterations=1", "collect.problems=625"],
    seeds: 1,
  },
  {
    name: "twice",
    title: "twice the problems, one iteration",
    set: ["iterations=1", "collect.problems=5000"],
    seeds: 1,
  },
  { name: "ten-turns", title: "10 turns", set: ["evaluate.turns=10"], measures: "iteration-2", seeds: 1 },
  { name: "medium", title: "a harder level, after", set: ["task.level=medium"], measures: "iteration-2", seeds: 1 },
  { name: "medium-base", title: "a harder level, before", set: ["task.level=medium"], measures: "base", seeds: 1 },
  {
    name: "small",
    title: "a base of a quarter of the size (0.25 million parameters)",
    base: sized("small", { hiddenSize: 64, layers: 4, heads: 4, kvHeads: 4, intermediateSize: 192 }),
    measuresEach: true,
    seeds: 1,
  },
  {
    name: "half",
    title: "a base of half the size (0.53 million parameters)",
    base: sized("half", { hiddenSize: 96, layers: 4, heads: 4, kvHeads: 4, intermediateSize: 288 }),
    measuresEach: true,
    seeds: 1,
  },
  {
    name: "large",
    title: "a base of two and a half times the size (3.0 million parameters)",
    base: sized("large", { hiddenSize: 192, layers: 6, heads: 6, kvHeads: 6, intermediateSize: 576 }),
    measuresEach: true,
    seeds: 1,
  },
]);

/** Every study, the headline's first. */
export const studies: readonly Study[] = [
  headline,
  three,
  distill,
  distillBest,
  ...baselines,
  oneIteration,
  ...ablations,
  ...scale,
];

function inGroup(group: Group, rows: readonly Omit<Study, "group">[]): readonly Study[] {
  return rows.map((row) => ({ ...row, group }));
}

/** models/exact's recipe in another size. */
function sized(name: string, model: Readonly<Record<string, number>>): Base {
  return { name, set: Object.entries(model).map(([key, value]) => `model.${key}=${value}`) };
}
