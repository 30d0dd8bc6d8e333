/** How an answer is come by: turns one after another, or first turns side by side, and which of them is the answer. */
export interface Strategy {
  /** The model's name that stands for it. */
  readonly name: string;
  readonly turns: number;
  /** Independent first turns; above 1, `turns` is 1. */
  readonly parallel: number;
  /** The answer: the majority's, or the last turn's. */
  readonly select: "vote" | "last";
  /** Ends the turns once so many in a row gave the same answer. */
  readonly agree?: number;
}

/** The most turns, and the most parallel samples, of one answer. */
export const limits = { turns: 32, parallel: 64 } as const;

/** The name of a single turn, beside the served model's own. */
export const plainName = "plain";

/** The strategies that are listed as models; others are made by name all the same. */
export const listedStrategies = ["rise-k5-vote", "rise-k5-last", "rise-n5-parallel"] as const;

/** One turn: the model as it is. */
export const plain: Strategy = { name: plainName, turns: 1, parallel: 1, select: "last" };

/** Turns in sequence, answered by vote or by the last. */
export const sequential = (turns: number, select: "vote" | "last"): Strategy => ({
  name: `rise-k${turns}-${select}`,
  turns,
  parallel: 1,
  select,
});

/** First turns side by side, answered by vote. */
export const parallel = (samples: number): Strategy => ({
  name: `rise-n${samples}-parallel`,
  turns: 1,
  parallel: samples,
  select: "vote",
});

/** The strategy that a model's name stands for, or undefined where it stands for none: also beyond the limits. */
export function strategyOf(name: string): Strategy | undefined {
  if (name === plainName) return plain;
  const [, turns, select] = /^rise-k([1-9]\d?)-(vote|last)$/.exec(name) ?? [];
  if (turns !== undefined && Number(turns) <= limits.turns)
    return sequential(Number(turns), select === "vote" ? "vote" : "last");
  const [, samples] = /^rise-n([1-9]\d?)-parallel$/.exec(name) ?? [];
  return samples !== undefined && Number(samples) <= limits.parallel ? parallel(Number(samples)) : undefined;
}
