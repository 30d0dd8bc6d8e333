import type { Evaluation, ProgressEvent } from "../../mdp/index.ts";
import type { Scalar } from "./event.ts";

/** What a stage's progress tells: its loss, the accuracy so far, and what servers took; steps are the stage's own. */
export function progressScalars({ stage, done, figures = {} }: ProgressEvent): readonly Scalar[] {
  const under = stage.replaceAll(": ", "/").replaceAll(" ", "-"); // "iteration 1: train" -> "iteration-1/train"
  const { loss, turns = 0, correct, usd } = figures;
  return [
    ...(loss === undefined ? [] : [{ tag: `${under}/loss`, step: done, value: loss }]),
    ...(correct === undefined || turns === 0 ? [] : [{ tag: `${under}/accuracy`, step: done, value: correct / turns }]),
    ...(usd === undefined ? [] : [{ tag: `${under}/spend-usd`, step: done, value: usd }]),
  ];
}

/** An evaluation's accuracy of each turn, the turn being the step, and its headline metrics. */
export function evaluationScalars({ scores: { name, metrics } }: Evaluation): readonly Scalar[] {
  const turns = metrics.turns.map(({ value }, i) => ({ tag: `${name}/accuracy-by-turn`, step: i + 1, value }));
  const votes = (["m1@t1", "m5@t1", "m1@t5", "p1@t5", "pass@5"] as const).map((metric) => ({
    tag: `${name}/${metric}`,
    step: 0,
    value: metrics[metric].value,
  }));
  return [...turns, ...votes];
}
