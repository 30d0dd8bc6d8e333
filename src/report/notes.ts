import type { ReportInput } from "./report-input.ts";
import { fiveOf, percent } from "./words.ts";

/** A note, or nothing where it does not apply. */
type Note = (input: ReportInput) => string | undefined;

const fewTurns: Note = ({ evaluations: [first] }) => first && fiveOf(first.scores);

const sensitivity: Note = ({ evaluations, comparisons }) => {
  const problems = evaluations[0]?.scores.problems ?? 0;
  const halves = comparisons.map(({ difference: { low, high } }) => (high - low) / 2);
  if (halves.length === 0) return undefined;
  return `With ${problems} problems a difference of less than about ${percent(Math.max(...halves))} points can hide here.`;
};

const manyTests: Note = ({ comparisons }) => {
  const alone = comparisons.filter(({ distinguishable }) => distinguishable);
  const lost = alone.filter(({ adjusted }) => !adjusted).length;
  if (comparisons.length < 2 || alone.length === 0) return undefined;
  const stand =
    lost === 0
      ? "all of them stand"
      : `${lost} of them do${lost === 1 ? "es" : ""} not stand, and say${lost === 1 ? "s" : ""} so`;
  return `${comparisons.length} differences are tested, and one in twenty true zeros would be called distinguishable. ${alone.length} are distinguishable taken alone; after Holm's correction for all ${comparisons.length}, ${stand}.`;
};

const oneTraining: Note = ({ iterations }) =>
  iterations.length === 0
    ? undefined
    : "This is one training run. Another seed trains other weights; the intervals do not cover that.";

const lossRose: Note = ({ iterations }) => {
  const worse = iterations.filter(({ training }) => training !== undefined && rises(training.losses));
  return worse.length === 0
    ? undefined
    : `The loss of iteration ${worse.map(({ iteration }) => iteration).join(" and ")} ended far above where it began: its later batches are harder, or the training spoiled the model; then a lower train.learningRate is the usual cure.`;
};

/** Whether the second half of a training's steps lost a nat more than the first step. */
function rises(losses: readonly number[]): boolean {
  const half = losses.slice(Math.ceil(losses.length / 2));
  return half.reduce((sum, loss) => sum + loss, 0) / half.length > (losses[0] ?? 0) + 1;
}

const notGraded: Note = ({ evaluations }) => {
  const most = Math.max(0, ...evaluations.map(({ scores }) => scores.metrics.outcomes.error));
  return most === 0
    ? undefined
    : `The grader could not decide on up to ${percent(most)}% of a model's attempts; they count neither for nor against it.`;
};

const cutOff: Note = ({ evaluations }) => {
  const most = Math.max(0, ...evaluations.map(({ scores }) => scores.metrics.outcomes.truncated));
  return most < 0.05
    ? undefined
    : `The token limit cut off up to ${percent(most)}% of a model's attempts: a higher mdp.maxTokens may change the figures.`;
};

const always = [
  "The intervals are over problems like these: they say nothing of other tasks. Seeds are averaged within a problem.",
  "p1@t5 and pass@5 need someone who knows the right answer: they are bounds, not what a user gets.",
];

/** Caveats on a report's figures, as far as the run gives cause for them. */
export function notesOf(input: ReportInput): readonly string[] {
  const notes = [fewTurns, sensitivity, manyTests, oneTraining, lossRose, notGraded, cutOff].map((note) => note(input));
  return [...input.notes, ...notes.filter((note) => note !== undefined), ...always];
}
