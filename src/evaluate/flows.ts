import type { Flow, FreshFlow, ProblemOutcomes, SeedOutcomes } from "../mdp/index.ts";
import { freshAtTurn } from "./fresh-at-turn.ts";
import { shareOf, type Tally } from "./intervals.ts";
import { isUnknown, rightness } from "./observe.ts";

interface Step {
  readonly from: SeedOutcomes["sequential"][number];
  readonly to: SeedOutcomes["sequential"][number];
}

/**
 * The flow between turn `from` and the next.
 *
 * @param from counted from 0
 */
export function flowOf(problems: readonly ProblemOutcomes[], from: number): Flow {
  const steps = problems.map(({ seeds }) =>
    seeds.flatMap(({ sequential }) => {
      const [a, b] = sequential.slice(from, from + 2);
      return a === undefined || b === undefined ? [] : [{ from: a, to: b }];
    }),
  );
  const share = (hit: (step: Step) => boolean, counts: (step: Step) => boolean = () => true) =>
    shareOf(steps.map((ofProblem) => tallyOf(ofProblem.filter(counts), hit)));
  return {
    rightToWrong: share(turnsWrong, isDecided),
    wrongToRight: share(turnsRight, isDecided),
    atRisk: {
      rightToWrong: share(turnsWrong, (step) => isDecided(step) && rightness(step.from) === 1),
      wrongToRight: share(turnsRight, (step) => isDecided(step) && rightness(step.from) === 0),
    },
    stuck: share(isUnchanged, (step) => isKnown(step) && rightness(step.from) === 0 && step.from.answerClass !== null),
    unchanged: share(isUnchanged, isKnown),
    noAnswer: share(({ to }) => to.outcome === "noAnswer"),
    truncated: share(({ to }) => to.truncated),
    ...freshAtTurn(problems, from),
  };
}

const isUnchanged = ({ from, to }: Step): boolean => from.answerClass !== null && from.answerClass === to.answerClass;
const isKnown = ({ from, to }: Step): boolean => !isUnknown(from) && !isUnknown(to);
const tallyOf = (steps: readonly Step[], hit: (step: Step) => boolean): Tally => ({
  hits: steps.filter(hit).length,
  trials: steps.length,
});
const isDecided = ({ from, to }: Step): boolean => rightness(from) !== undefined && rightness(to) !== undefined;
const turnsWrong = ({ from, to }: Step): boolean => rightness(from) === 1 && rightness(to) === 0;
const turnsRight = ({ from, to }: Step): boolean => rightness(from) === 0 && rightness(to) === 1;

/**
 * What would flow if the model ignored its attempts: from each parallel first turn to the next one, of those at risk. A model
 * that corrects itself repairs more than this, and breaks less.
 */
export function freshFlowOf(problems: readonly ProblemOutcomes[]): FreshFlow {
  const steps = problems.map(({ seeds }) =>
    seeds.flatMap(({ parallel }) =>
      parallel.flatMap((from, i) => {
        const to = parallel[i + 1];
        return to === undefined ? [] : [{ from, to }];
      }),
    ),
  );
  const share = (hit: (step: Step) => boolean, before: number) =>
    shareOf(
      steps.map((ofProblem) =>
        tallyOf(
          ofProblem.filter((step) => isDecided(step) && rightness(step.from) === before),
          hit,
        ),
      ),
    );
  return { rightToWrong: share(turnsWrong, 1), wrongToRight: share(turnsRight, 0) };
}
