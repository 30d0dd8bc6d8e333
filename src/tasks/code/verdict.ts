import type { Outcome } from "../../mdp/index.ts";
import type { HarnessRecord } from "./records.ts";
import type { Limits } from "./sandbox/limits.ts";
import type { IsolatedEnd } from "./sandbox/run-isolated.ts";

/** What testing a program came to, and why. */
export interface Verdict {
  readonly outcome: Exclude<Outcome, "noAnswer">;
  readonly reason: string;
}

const [sigabrt, sigkill, sigxcpu] = [128 + 6, 128 + 9, 128 + 24];

/** Judges a run of `testCount` tests. A run that never began, or was ended from outside, is an error, never a wrong program. */
export function judge(records: readonly HarnessRecord[], testCount: number, end: IsolatedEnd, limits: Limits): Verdict {
  if (end.failure !== undefined) return error(`the tests could not be run: ${end.failure}`);
  if (records[0]?.kind !== "ready")
    return error(`the tests could not be run (exit code ${end.code ?? end.stopped}): ${lastLine(end.stderr)}`);
  const passed = records.filter(({ kind }) => kind === "passed").length;
  const last = records.at(-1);
  if (last?.kind === "broken") return wrong(`the program does not run: ${last.why}`);
  if (last?.kind === "failed") return wrong(`test ${last.test + 1} of ${testCount} failed: ${describe(last)}`);
  if (last?.kind === "done" && passed === testCount)
    return { outcome: "correct", reason: `all ${testCount} tests pass` };
  const at = passed < testCount ? `in test ${passed + 1} of ${testCount}` : "after its tests";
  return unfinished(at, end, limits);
}

function unfinished(at: string, { code, stopped, stderr }: IsolatedEnd, limits: Limits): Verdict {
  const { cpuSeconds, wallMs, memoryBytes, outputBytes } = limits;
  if (stopped === "output") return wrong(`${at} the program printed more than ${outputBytes} bytes`);
  if (stopped === "busy") return error(`${at} the machine was too busy to finish; test fewer programs at once`);
  if (stopped === "time") return wrong(`${at} the program was still not finished after ${wallMs / 1000} s`);
  if (code === sigxcpu) return wrong(`${at} the program ran for more than ${cpuSeconds} s`);
  if (code === sigkill) return error(`${at} something else ended the program; is the machine out of memory?`);
  if (code === sigabrt && stderr.includes("heap"))
    return wrong(`${at} the program used more than ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`);
  return wrong(`${at} the program ended by itself (exit code ${code})`);
}

/** A failure that names no assertion is told with the test's source. */
function describe({ why, source }: Extract<HarnessRecord, { kind: "failed" }>): string {
  const test = source.trim();
  return test.includes("\n") || why.includes(test) ? why : `${test}: ${why}`;
}

const wrong = (reason: string): Verdict => ({ outcome: "wrong", reason });
const error = (reason: string): Verdict => ({ outcome: "error", reason });
const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
