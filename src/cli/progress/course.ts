import { turnsToCollect } from "../../collect/index.ts";
import type { RiseConfig } from "../../rise-schema.ts";

/** A stage of a run, as its progress names it, with how much of its kind of work it is. */
export interface CourseStage {
  readonly stage: string;
  readonly kind: "evaluate" | "collect" | "improve" | "train";
  /** Attempts, or examples times epochs: comparable within a kind only. */
  readonly amount: number;
}

/** How many problems a run has. */
export interface CourseProblems {
  readonly train: number;
  readonly test: number;
}

/** The stages of a run, in their order: at most so much work where rollouts end early. */
export function courseOf(config: RiseConfig, problems: CourseProblems): readonly CourseStage[] {
  const { collect, improve, evaluate, train } = config;
  const rollouts = Math.min(collect.problems ?? problems.train, problems.train) * collect.samples;
  const attempts = Math.min(evaluate.problems ?? problems.test, problems.test) * evaluate.seeds * evaluate.turns;
  const evaluated = (role: string): readonly CourseStage[] => [
    { stage: `evaluate ${role}`, kind: "evaluate", amount: attempts },
  ];
  let examples = 0;
  const iterations = Array.from({ length: config.iterations }, (_, k) => {
    const iteration = k + 1;
    const turns = turnsToCollect(collect, iteration);
    const states = improve.by === "none" ? 0 : improve.states === "every" ? Math.max(1, turns) : 1;
    examples += rollouts * (turns + states); // of all iterations so far
    const within = `iteration ${iteration}: `;
    const stages: readonly CourseStage[] = [
      { stage: `${within}collect`, kind: "collect", amount: rollouts * turns },
      { stage: `${within}improve by ${improve.by}`, kind: "improve", amount: rollouts * states },
      { stage: `${within}train`, kind: "train", amount: examples * train.epochs },
      ...evaluated(`iteration-${iteration}`),
    ];
    return stages.filter(({ amount }) => amount > 0);
  });
  return [...evaluated("base"), ...iterations.flat()];
}
