import type { Outcome } from "../../mdp/index.ts";
import type { JudgeRecord } from "./records.ts";
import type { TestRun } from "./run-tests.ts";
import { type Limits, maxAnswerBytes } from "./sandbox/limits.ts";
import type { IsolatedEnd, Stop } from "./sandbox/start-isolated.ts";

/** The verdict on a tested program, and why. */
export interface Verdict {
  readonly outcome: Exclude<Outcome, "noAnswer">;
  readonly reason: string;
}

const [sigabrt, sigkill, sigxcpu, sigsegv] = [128 + 6, 128 + 9, 128 + 24, 128 + 11];

/**
 * Judges a run of `testCount` tests. A run that never began is an error, never a wrong program; one that did begin is right or
 * wrong, however it ended: else a program that fails could end it and go free.
 */
export function judge({ records, program, judge: judged }: TestRun, testCount: number, limits: Limits): Verdict {
  for (const { failure } of [judged, program])
    if (failure !== undefined) return error(`the tests could not be run: ${failure}`);
  const last = records.at(-1);
  if (last?.kind === "unfit")
    return error(`the tests could not be run: the problem's own tests are faulty: ${last.why}`);
  if (records[0]?.kind !== "ready")
    return error(`the tests could not be run (${startOf(judged)}; ${startOf(program)})`);
  const passed = records.filter(({ kind }) => kind === "passed").length;
  if (last?.kind === "broken") return wrong(`the program does not run: ${last.why}`);
  if (last?.kind === "failed") return wrong(`test ${last.test + 1} of ${testCount} failed: ${describe(last)}`);
  if (last?.kind === "done" && passed === testCount)
    return { outcome: "correct", reason: `all ${testCount} tests pass` };
  const at = passed < testCount ? `in test ${passed + 1} of ${testCount}` : "after its tests";
  return wrong(`${at} ${unfinished(program, judged, limits)}`);
}

function unfinished(program: IsolatedEnd, judged: IsolatedEnd, limits: Limits): string {
  const { cpuSeconds, wallMs, memoryBytes, outputBytes } = limits;
  const memory = `used more than ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`;
  const said: Readonly<Record<Exclude<Stop, "done">, string>> = {
    time: `was still not finished after ${wallMs / 1000} s`,
    cpu: `ran for more than ${cpuSeconds} s`,
    memory,
    output: `printed more than ${outputBytes} bytes, or answered more than ${maxAnswerBytes(limits)}`,
  };
  const { code, stopped } = program;
  if (stopped !== undefined && stopped !== "done") return `the program ${said[stopped]}`;
  if (code === sigxcpu) return `the program ${said.cpu}`;
  if (code === sigabrt && program.stderr.includes("heap")) return `the program ${memory}`;
  if (code === sigkill) return "the program was killed: by itself, or for its time or memory";
  if (code === sigsegv) return "the program crashed (segmentation fault)";
  if (code !== null) return `the program ended by itself (exit code ${code})`;
  if (judged.stopped !== undefined && judged.stopped !== "done")
    return `comparing what it answered ${said[judged.stopped]}`;
  return "the program answered what could not be read or compared";
}

/** How a process that never began ended. */
function startOf({ code, stopped, stderr }: IsolatedEnd): string {
  return [`exit code ${code ?? stopped}`, stderr.trim().split("\n").at(-1) ?? ""].filter(Boolean).join(": ");
}

/** A failure that names no assertion is told with the test's source. */
function describe({ why, source }: Extract<JudgeRecord, { kind: "failed" }>): string {
  const test = source.trim();
  return test.includes("\n") || why.includes(test) ? why : `${test}: ${why}`;
}

const wrong = (reason: string): Verdict => ({ outcome: "wrong", reason });
const error = (reason: string): Verdict => ({ outcome: "error", reason });
