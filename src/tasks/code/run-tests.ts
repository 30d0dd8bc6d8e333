import type { Interpreter } from "./languages/interpreter.ts";
import { isLast, type JudgeRecord, readRecord } from "./records.ts";
import type { Isolation } from "./sandbox/isolation.ts";
import { defaultLimits, type Limits } from "./sandbox/limits.ts";
import { type Isolated, type IsolatedEnd, startIsolated, type Stop } from "./sandbox/start-isolated.ts";
import type { Suite } from "./suite.ts";

/** The outcome of testing a program. */
export interface TestRun {
  readonly records: readonly JudgeRecord[];
  /** How the program's process ended; `done` where it was ended because nothing more was asked of it. */
  readonly program: IsolatedEnd;
  /** The same of the judge's. */
  readonly judge: IsolatedEnd;
}

const startMsAtMost = 60_000;

/**
 * Runs a program's tests. Two processes, isolated from each other: the program's evaluates calls and returns data; the judge's runs the
 * tests, compares, and alone is believed. What they say to each other goes through here, and is counted.
 *
 * @throws Error if one of them cannot be started; the other has ended then
 */
export async function runTests(
  program: string,
  { setup, tests, entryPoint }: Suite,
  interpreter: Interpreter,
  limits: Limits,
  isolation: Isolation,
): Promise<TestRun> {
  const judged = startIsolated(interpreter.judge, judgeLimits(limits), isolation);
  const tested = await startedBeside(judged, () => startIsolated(interpreter.program, limits, isolation));
  const both = [judged, tested];
  const stopBoth = (why: Stop): void => both.forEach(({ stop }) => stop(why));
  let clock = setTimeout(stopBoth, startMsAtMost, "time");
  const records: JudgeRecord[] = [];
  readLines(judged, (line) => {
    const record = readRecord(line);
    if (record === undefined) return;
    records.push(record);
    if (record.kind === "ready") {
      clearTimeout(clock);
      clock = setTimeout(stopBoth, limits.wallMs, "time"); // until now it was not the program's time
    }
    if (isLast(record) && record.kind !== "gone") stopBoth("done");
  });
  tested.listen(4, (chunk) => judged.write(3, chunk));
  judged.listen(4, (chunk) => tested.write(3, chunk));
  judged.listen(6, (chunk) => tested.write(5, chunk));
  judged.write(0, JSON.stringify({ program, setup, tests, entryPoint }));
  judged.close(0);
  void tested.ended.then(() => judged.close(3));
  void judged.ended.then(() => tested.stop("done"));
  const [judge, end] = await Promise.all([judged.ended, tested.ended]);
  clearTimeout(clock);
  return { records, program: end, judge };
}

/** What is started while another runs; where that fails, the other is ended. */
async function startedBeside(other: Isolated, start: () => Isolated): Promise<Isolated> {
  try {
    return start();
  } catch (error) {
    other.stop("done");
    await other.ended;
    throw error;
  }
}

/** The judge does what the problem's tests ask, however little the program may use. */
const judgeLimits = ({ cpuSeconds, memoryBytes, ...limits }: Limits): Limits => ({
  ...limits,
  cpuSeconds: Math.max(cpuSeconds, defaultLimits.cpuSeconds),
  memoryBytes: Math.max(memoryBytes, defaultLimits.memoryBytes),
});

const maxRecordChars = 1_000_000;

function readLines({ listen }: Isolated, take: (line: string) => void): void {
  const decoder = new TextDecoder(); // a character may come in two chunks
  let rest = "";
  listen(5, (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(0, maxRecordChars);
    lines.forEach(take);
  });
}
