// One phase of bench-record.ts, in a process of its own: node --expose-gc phase.ts PHASE DIR ATTEMPTS
import type { Attempt, Trajectory, Turn } from "../../src/mdp/index.ts";
import { openRun, readRun } from "../../src/store/index.ts";
import { weight, weightSchema } from "../../src/weight/index.ts";

/** What is measured of a run's record. */
export type Phase = "append" | "scan" | "save" | "read" | "weigh";

/** What a phase took. */
export interface PhaseFigures {
  readonly rows: number;
  readonly seconds: number;
  /** Of the processor, all threads together: what it would take alone on the machine. */
  readonly cpuSeconds: number;
  /** The largest heap that was seen, what nobody holds any more included. */
  readonly heapBytes: number;
}

const [phase = "append", dir = "record", count = "1000"] = process.argv.slice(2);
const attempts = Number(count);
/** Attempts of a request, as best-of-16 asks; requests that are under way at once; turns of a trajectory; iterations. */
const [perRequest, inFlight, turnsEach, iterations] = [16, 64, 5, 10];
const config = { preset: "rise-distill", seed: 0 };

/** Prompts of 120 tokens and answers of 60, as a word problem's; made before the clock runs, and used in turn. */
const variety = 997;
const prompts = Array.from({ length: variety }, (_, k) =>
  Array.from({ length: 120 }, (_, i) => (i * 37 + k * 13) % 4000),
);
const answers = Array.from({ length: variety }, (_, k) => ({
  response: Array.from({ length: 60 }, (_, i) => (i * 91 + k) % 4000),
  logprobs: Array.from({ length: 60 }, (_, i) => Math.fround(-((i + k) % 97) / 100)),
}));

function attempt(i: number, request: number): Attempt {
  return {
    text: `${`Tom has ${i} apples and buys 4.\n`.repeat(4)}#### ${i}`,
    stop: "endOfTurn",
    usage: { generatedTokens: 60, readTokens: 120 },
    tokens: {
      tokenizer: "t",
      prompt: prompts[request % variety] ?? [],
      response: answers[i % variety]?.response ?? [],
      logprobs: answers[i % variety]?.logprobs ?? [],
    },
  };
}
const keyOf = (request: number): string => `collect/1/train-${request}/0`;

let heapBytes = 0;
const lookAtHeap = (): void => void (heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed));

async function append(): Promise<number> {
  const run = openRun(dir, config);
  const pending = new Set<Promise<void>>();
  for (let first = 0; first < attempts; first += perRequest) {
    const request = first / perRequest;
    const some = Array.from({ length: Math.min(perRequest, attempts - first) }, (_, i) => attempt(first + i, request));
    const durable = Promise.resolve(run.attempts.put(keyOf(request), some));
    pending.add(durable);
    void durable.then(() => pending.delete(durable));
    if (pending.size >= inFlight) await Promise.race(pending);
    if (first % 16_000 === 0) lookAtHeap();
  }
  await Promise.all(pending); // acknowledged: on the disk
  run.close();
  return attempts;
}

function scan(): number {
  const run = openRun(dir, config);
  let found = 0;
  for (let request = 0; request * perRequest < attempts; request++) {
    found += run.attempts.get(keyOf(request))?.length ?? 0;
    if (request % 1000 === 0) lookAtHeap();
  }
  run.close();
  if (found !== attempts) throw new Error(`${found} of ${attempts} attempts are there`);
  return found;
}

/** The recorded attempts as trajectories of five turns, an iteration at a time. */
function save(): number {
  const run = openRun(dir, config);
  const recorded = function* (): Generator<Attempt> {
    for (let request = 0; request * perRequest < attempts; request++) yield* run.attempts.get(keyOf(request)) ?? [];
  };
  const source = recorded();
  const each = Math.floor(attempts / iterations / turnsEach);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const trajectories = Array.from({ length: each }, (_, i) => trajectoryOf(iteration, i, source));
    run.saveTrajectories(iteration, trajectories);
    lookAtHeap();
  }
  run.close();
  return each * iterations * turnsEach;
}

function trajectoryOf(iteration: number, i: number, source: Iterator<Attempt>): Trajectory {
  const problem = { id: `train-${i}`, question: `Tom has ${i} apples and buys 4. How many has he?`, answer: "7" };
  const turns: Turn[] = [];
  for (let turn = 0; turn < turnsEach; turn++) {
    const next = source.next();
    if (next.done === true) throw new Error("no attempt is left");
    const before = turns.flatMap((one) => [
      { role: "assistant", content: one.attempt.text } as const,
      { role: "user", content: "The answer is not correct. Try again." } as const,
    ]);
    const isRight = (i + turn) % 3 === 0;
    turns.push({
      state: [{ role: "user", content: problem.question }, ...before],
      attempt: next.value,
      grade: { outcome: isRight ? "correct" : "wrong", answer: "7" },
      reward: isRight ? 1 : 0,
      by: "policy",
    });
  }
  return { id: `${iteration}/train-${i}/0`, problem, turns };
}

function read(): number {
  const run = readRun(dir);
  let turns = 0;
  for (const [i, each] of run.trajectories(iterations).entries()) {
    turns += each.trajectory.turns.length;
    if (i % 1000 === 0) lookAtHeap();
  }
  run.close();
  return turns;
}

/** What a trainer sees: every example's state and tokens, one after another. */
function weigh(): number {
  const run = readRun(dir);
  const { examples } = weight(run.trajectories(iterations), weightSchema.parse({}));
  lookAtHeap();
  let tokens = 0;
  for (const [i, example] of examples.entries()) {
    tokens += (example.tokens?.response.length ?? 0) + example.state.length;
    if (i % 5000 === 0) lookAtHeap();
  }
  run.close();
  if (tokens === 0) throw new Error("no tokens are there");
  return examples.length;
}

const phases: Readonly<Record<Phase, () => number | Promise<number>>> = { append, scan, save, read, weigh };
const startMs = performance.now();
const before = process.cpuUsage();
const rows = await phases[phase as Phase]();
const seconds = (performance.now() - startMs) / 1000;
const { user, system } = process.cpuUsage(before);
lookAtHeap();
console.log(JSON.stringify({ rows, seconds, cpuSeconds: (user + system) / 1e6, heapBytes } satisfies PhaseFigures));
