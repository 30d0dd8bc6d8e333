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

const changed = (what: string, before: string, now: string): readonly string[] =>
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
      ...changed(`${name}: its answer`, JSON.stringify(was[2]), JSON.stringify(is[2])),
    ];
  });
  return lines.length > 0
    ? lines
    : [`the ${split} problems or their order are others (${before.digest}, now ${now.digest})`];
}

const byId = ({ problems = [] }: ProblemSet): ReadonlyMap<string, readonly [string, string, string]> =>
  new Map(problems.map((problem) => [problem[0], problem]));

function filesDifference(
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
  const [was = "", is = ""] = [old[line], fresh[line]];
  // Long lines are shown from just before the place where they part.
  const same = [...was].findIndex((character, i) => character !== [...is][i]);
  const from = Math.max(0, (same < 0 ? was.length : same) - SHOWN_CHARACTERS / 4);
  const show = (text: string): string => JSON.stringify([...text].slice(from, from + SHOWN_CHARACTERS).join(""));
  return `line ${line + 1} was ${show(was)}, is now ${show(is)}`;
}
