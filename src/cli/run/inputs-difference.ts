import { shownApart } from "../../store/index.ts";
import type { ProblemSet, RunInputs } from "./inputs.ts";

/** What differs between the inputs that a run began with and those of now, a line each; none where nothing does. */
export function inputsDifference(before: RunInputs, now: RunInputs): readonly string[] {
  return [
    ...changed("the version of rise-lm", before.version, now.version),
    ...changed("the grader", before.grader, now.grader),
    ...problemsDifference("train", before.train, now.train),
    ...problemsDifference("test", before.test, now.test),
    ...filesDifference("the model's", before.model, now.model),
    ...filesDifference("the teacher's", before.teacher, now.teacher),
  ];
}

/** The line that tells of a change, if there is one. */
export const changed = (what: string, before: string, now: string): readonly string[] =>
  before === now ? [] : [`${what} was ${before}, is now ${now}`];

function problemsDifference(split: string, before: ProblemSet, now: ProblemSet): readonly string[] {
  if (before.digest === now.digest) return [];
  const [old, fresh] = [byId(before), byId(now)];
  const lines = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), fresh.get(id)];
    const name = `${split} problem ${id}`;
    if (was === undefined) return [`${name} is new`];
    if (is === undefined) return [`${name} is gone`];
    return [
      ...(was[1] === is[1] ? [] : [`${name}: its question or solution is another`]),
      ...(was[2] === is[2] ? [] : changed(`${name}: its answer`, ...shownApart(was[2], is[2]))),
    ];
  });
  return lines.length > 0 ? lines : [orderDifference(split, before, now)];
}

function orderDifference(split: string, before: ProblemSet, now: ProblemSet): string {
  const ids = [before, now].map(({ problems = [] }) => problems.map(([id]) => id));
  const [old = [], fresh = []] = ids;
  const at = old.findIndex((id, i) => id !== fresh[i]);
  if (at < 0) return `the ${split} problems or their order are others (${before.digest}, now ${now.digest})`; // too many are kept by their digest
  return `the ${split} problems are the same in another order: number ${at + 1} was ${old[at]}, is now ${fresh[at]}`;
}

const byId = ({ problems = [] }: ProblemSet): ReadonlyMap<string, readonly [string, string, string]> =>
  new Map(problems.map((problem) => [problem[0], problem]));

/** What differs between two sets of a model's small files, a line each. */
export function filesDifference(
  whose: string,
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted().flatMap((name) => {
    const [was, is] = [before[name], now[name]];
    if (was === is) return [];
    if (was === undefined) return [`${whose} ${name} is new`];
    return [is === undefined ? `${whose} ${name} is gone` : `${whose} ${name}: ${firstDifference(was, is)}`];
  });
}

/** Most of a line that is shown. */
const SHOWN_CHARACTERS = 80;

function firstDifference(before: string, now: string): string {
  const [old, fresh] = [before.split("\n"), now.split("\n")];
  const at = old.findIndex((line, i) => line !== fresh[i]);
  const line = at < 0 ? old.length : at;
  const [was, is] = [old[line], fresh[line]];
  if (was === undefined) return `it has ${fresh.length} lines, had ${old.length}: line ${line + 1} is new`;
  if (is === undefined) return `it has ${fresh.length} lines, had ${old.length}: line ${line + 1} is gone`;
  if (isDigest(before) && isDigest(now)) return `its digest was ${was}, is now ${is}`;
  // Long lines are shown from just before the place where they part.
  const same = [...was].findIndex((character, i) => character !== [...is][i]);
  const from = Math.max(0, (same < 0 ? was.length : same) - SHOWN_CHARACTERS / 4);
  const piece = (text: string): string => [...text].slice(from, from + SHOWN_CHARACTERS).join("");
  return changed(`line ${line + 1}`, ...shownApart(piece(was), piece(is))).join();
}

/** Of a file too long to be kept. */
const isDigest = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);
