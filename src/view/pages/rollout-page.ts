import {
  isDegenerate,
  isTruncated,
  stateOf,
  type Attempt,
  type IntrospectionPrompt,
  type Message,
} from "../../mdp/index.ts";
import type { ExampleRecord, RunBrowser } from "../../store/index.ts";
import type { RunRows } from "../rows/run-rows.ts";
import { outcomeOf } from "../rows/letters.ts";
import type { CandidateAnswer, MessageAnswer, RolloutAnswer, TurnAnswer } from "../shared/answers.ts";
import type { Row } from "../shared/row.ts";
import type { ViewedProblem, ViewedTask, ViewSurroundings } from "../surroundings.ts";
import { clipped } from "./clipped.ts";
import { candidatesOf, isCut, whyChosen, type Improving } from "./improving.ts";
import { recordedRollout, type RecordedRollout, type RecordedTurn } from "./recorded-turns.ts";

/** What a page of a rollout is made of. */
export interface PageContext {
  readonly run: RunBrowser;
  readonly rows: RunRows;
  readonly surroundings: ViewSurroundings;
  readonly task: ViewedTask | undefined;
  /** The task's problems by their names. */
  readonly problems: ReadonlyMap<string, ViewedProblem>;
  readonly improving: Improving | undefined;
  /** Of the config; undefined where it says none that is known. */
  readonly introspection: IntrospectionPrompt | undefined;
  /** Iterations that may have trained. */
  readonly trainings: readonly number[];
}

const candidateCharacters = 2000;

/** A rollout with its turns: texts, grades, prompts, weights, and what the improver chose from. */
export async function rolloutPage(
  row: Row,
  context: PageContext,
  recorded = recordedRollout(context.run, row),
): Promise<RolloutAnswer | undefined> {
  if (recorded === undefined) return undefined;
  const weights = exampleWeights(row, context);
  const turns = await Promise.all(
    recorded.turns.map((turn, t) => turnAnswer({ row, recorded, turn, t, weights: weights.get(t) ?? [] }, context)),
  );
  return {
    row,
    ...(recorded.solution === undefined ? {} : { solution: recorded.solution }),
    turns,
    parallel: await parallelAnswers(row, recorded.parallel, context),
    others: context.rows.ofProblem(row.problem.id).filter((other) => isCounterpart(other, row)),
  };
}

/** The same problem and seed by another model or in another iteration, or another branch of the same trunk. */
function isCounterpart(other: Row, { id, sample, stage }: Row): boolean {
  const trunk = (name: string): string => name.replace(/\+.*$/, "");
  return other.id !== id && other.stage.kind === stage.kind && trunk(other.sample) === trunk(sample);
}

type Weights = TurnAnswer["weights"];

function exampleWeights({ id, stage }: Row, { run, trainings }: PageContext): ReadonlyMap<number, Weights> {
  if (stage.kind === "evaluation") return new Map();
  const examples = trainings.flatMap((trainedIn) =>
    run.examples(trainedIn, id).map((example: ExampleRecord) => ({ ...example, trainedIn })),
  );
  const byTurn = Map.groupBy(examples, ({ turn }) => turn);
  return new Map(
    [...byTurn].map(([turn, of]) => [turn, of.map(({ trainedIn, weight, reward }) => ({ trainedIn, weight, reward }))]),
  );
}

interface TurnInRollout {
  readonly row: Row;
  readonly recorded: RecordedRollout;
  readonly turn: RecordedTurn;
  readonly t: number;
  readonly weights: Weights;
}

async function turnAnswer(place: TurnInRollout, context: PageContext): Promise<TurnAnswer> {
  const { row, recorded, turn, t, weights } = place;
  const { attempt, by, reward } = turn;
  const graded = await gradedAs(place, context);
  return {
    by,
    text: clipped(attempt.text),
    ...(attempt.thought === undefined ? {} : { thought: clipped(attempt.thought) }),
    ...graded,
    ...(reward === undefined ? {} : { reward }),
    isTruncated: isTruncated(attempt),
    isDegenerate: isDegenerate(attempt.text),
    generatedTokens: attempt.usage.generatedTokens,
    readTokens: attempt.usage.readTokens,
    hasTokens: attempt.tokens !== undefined,
    weights,
    ...promptOf(place, context),
    ...(by === "improver" && !row.stage.isLive ? await choice(place, context) : {}),
    ...(t < (recorded.branchesAt ?? 0) ? { isTrunks: true } : {}),
  };
}

/** A turn's grade: as recorded; of an evaluation, which records the outcomes alone, with the answer as the task reads it now. */
async function gradedAs(
  { row, turn, t }: TurnInRollout,
  context: PageContext,
): Promise<Pick<TurnAnswer, "outcome" | "answer" | "reason">> {
  const { grade, attempt } = turn;
  if (grade !== undefined) return { ...grade };
  const outcome = outcomeOf(row.turns[t] ?? ".");
  const kept = row.sample === "0" ? context.rows.evaluation(row.stage.name)?.answers.get(row.problem.id) : undefined;
  const again = kept === undefined ? await gradeAgain(row.problem.id, attempt, context) : undefined;
  const told = outcome ?? again?.outcome;
  return { ...(told === undefined ? {} : { outcome: told }), answer: kept?.[t] ?? again?.answer ?? null };
}

async function gradeAgain(
  problem: string,
  { text }: Attempt,
  { task, problems }: PageContext,
): Promise<{ readonly outcome: string; readonly answer: string | null } | undefined> {
  const known = problems.get(problem);
  if (known === undefined || text.length > 100_000) return undefined;
  return task?.grade?.(known, text);
}

async function choice(
  { row, recorded, turn, t }: TurnInRollout,
  context: PageContext,
): Promise<Pick<TurnAnswer, "why" | "candidates">> {
  const { run, improving } = context;
  if (improving === undefined) return {};
  const candidates = candidatesOf(run, turn.origin);
  const answers = await Promise.all(
    candidates.map(async (candidate): Promise<CandidateAnswer> => {
      const grade = await gradeAgain(row.problem.id, candidate.attempt, context);
      const { isChosen, attempt } = candidate;
      const outcome = isChosen ? turn.grade?.outcome : grade?.outcome;
      return {
        text: clipped(attempt.text, candidateCharacters),
        ...(outcome === undefined ? {} : { outcome, answer: grade?.answer ?? turn.grade?.answer ?? null }),
        isChosen,
        isTruncated: isCut(candidate),
      };
    }),
  );
  return { why: whyChosen(improving, turn, recorded.turns[t - 1], candidates), candidates: answers };
}

/** Independent first turns, without the first, which is turn 1. */
async function parallelAnswers(
  { stage, sample, problem }: Row,
  attempts: readonly Attempt[],
  context: PageContext,
): Promise<readonly CandidateAnswer[]> {
  const letters = context.rows.evaluation(stage.name)?.parallel.get(`${sample}/${problem.id}`) ?? "";
  return Promise.all(
    attempts.map(async (attempt, i) => {
      const grade = await gradeAgain(problem.id, attempt, context);
      const outcome = outcomeOf(letters[i] ?? ".") ?? grade?.outcome;
      return {
        text: clipped(attempt.text, candidateCharacters),
        ...(outcome === undefined ? {} : { outcome }),
        ...(grade === undefined ? {} : { answer: grade.answer }),
        isChosen: i === 0,
        isTruncated: isTruncated(attempt),
      };
    }),
  );
}

/** The chat that the actor saw: as recorded, else as its tokens read, else as the task and the config make it. */
function promptOf(place: TurnInRollout, context: PageContext): Pick<TurnAnswer, "prompt" | "promptNote"> {
  const messages = promptMessages(place, context);
  if (messages === undefined) return {};
  const { prompt, note } = messages;
  const shown = prompt.map(({ role, content }): MessageAnswer => ({ role, content: clipped(content) }));
  return { prompt: shown, ...(note === undefined ? {} : { promptNote: note }) };
}

interface KnownPrompt {
  readonly prompt: readonly { readonly role: string; readonly content: string }[];
  readonly note?: string;
}

/** See {@link promptOf}; whole. */
export function promptMessages(place: TurnInRollout, context: PageContext): KnownPrompt | undefined {
  const { turn } = place;
  if (turn.state !== undefined) return { prompt: turn.state };
  const tokens = turn.attempt.tokens;
  const tokenizer = tokens && context.surroundings.tokenizer(tokens.tokenizer);
  if (tokens !== undefined && tokenizer !== undefined) {
    return { prompt: [{ role: "as the model read it", content: tokenizer.decode(tokens.prompt) }] };
  }
  const prompt = rebuiltState(place, context);
  return prompt && { prompt, note: "Not recorded as text: made again from the task and the config." };
}

function rebuiltState(
  { row, recorded, t }: TurnInRollout,
  { rows, task, problems, introspection }: PageContext,
): readonly Message[] | undefined {
  const [problem, attemptsInView] = [problems.get(row.problem.id), rows.evaluation(row.stage.name)?.attemptsInView];
  if (task === undefined || problem === undefined || task.hasFeedback) return undefined;
  if (introspection === undefined || attemptsInView === undefined) return undefined;
  const past = recorded.turns.slice(0, t).map(({ attempt }) => ({ text: attempt.text }));
  return stateOf(task.prompt(problem), problem.question, past, { attemptsInView, introspection });
}
