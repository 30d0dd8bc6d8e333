import { isObject, isTruncated, type Attempt } from "../../mdp/index.ts";
import type { RunBrowser, TurnOrigin } from "../../store/index.ts";
import type { Improver } from "../shared/row.ts";
import type { RecordedTurn } from "./recorded-turns.ts";

/** How a run improves, as its config says. */
export interface Improving {
  readonly improver: Improver;
  /** N of best of N; 1 of a teacher. */
  readonly samples: number;
  readonly isKeptFirst: boolean;
}

/** Reads a run's `improve` section; undefined where nothing is improved, or there is no config. */
export function improvingOf(config: unknown): Improving | undefined {
  const how = isObject(config) && isObject(config["improve"]) ? config["improve"] : {};
  const names: Readonly<Record<string, Improver>> = {
    self: "self",
    distill: "teacher",
    "oracle-solutions": "solutions",
  };
  const improver = names[String(how["by"])];
  if (improver === undefined) return undefined;
  return {
    improver,
    samples: improver === "self" ? Number(how["samples"] ?? 1) : 1,
    isKeptFirst: how["ties"] === "kept",
  };
}

/** The rule in words, for the page's head. */
export function improvingText({ improver, samples, isKeptFirst }: Improving): string {
  if (improver === "teacher") return "improved by the teacher's answer";
  if (improver === "solutions") return "improved by the data set's own solution";
  return `improved by the first of the highest reward among up to ${samples} of its own samples${isKeptFirst ? ", a right attempt that is repeated before others" : ""}`;
}

/** A sample that the improver could have chosen. */
interface Candidate {
  readonly attempt: Attempt;
  readonly isChosen: boolean;
}

/** What an improver sampled at a state, in its order; a teacher's one answer is no choice. */
export function candidatesOf(run: RunBrowser, { request, sample }: TurnOrigin): readonly Candidate[] {
  if (request === null || !/^improve\/.+\/\d+\/\d+$/s.test(request)) return [];
  const asked = request.replace(/\d+$/, "");
  const numberOf = (key: string): number => Number(key.slice(asked.length));
  return run
    .requests(asked)
    .filter(({ request: key }) => /^\d+$/.test(key.slice(asked.length)))
    .toSorted((a, b) => numberOf(a.request) - numberOf(b.request))
    .flatMap(({ request: key, attempts }) =>
      attempts.map((attempt, i) => ({ attempt, isChosen: key === request && i === sample })),
    );
}

/**
 * Why the improver took what it took.
 *
 * @param shown the attempt that it had before it
 */
export function whyChosen(
  { improver, samples, isKeptFirst }: Improving,
  turn: RecordedTurn,
  shown: RecordedTurn | undefined,
  candidates: readonly Candidate[],
): string {
  if (improver === "teacher") return "The teacher's answer to the same chat, asked once.";
  if (improver === "solutions") return "The data set's own worked solution.";
  const reward = turn.reward === undefined ? "undecided" : `reward ${turn.reward}`;
  const place = candidates.findIndex(({ isChosen }) => isChosen) + 1;
  const among = `among ${candidates.length} of at most ${samples}`;
  const isRepeat = isKeptFirst && shown?.reward === 1 && shown.attempt.text === turn.attempt.text;
  if (isRepeat) return `Sample ${place} ${among}: it repeats the right attempt that it was shown (${reward}).`;
  return `Sample ${place}: the first of the highest reward ${among} (${reward}).${candidates.length < samples ? " Sampling ended there: none could be better." : ""}`;
}

/** Whether a candidate was cut off. */
export const isCut = ({ attempt }: Candidate): boolean => isTruncated(attempt);
