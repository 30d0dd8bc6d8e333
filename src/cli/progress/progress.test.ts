import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { describeFigures } from "./figures.ts";
import { createDisplay } from "./index.ts";
import { riseSchema } from "../../rise-schema.ts";
import { courseOf } from "./course.ts";
import { beforeRun, describeRun, describeToCome, follow, type RunMeter } from "./run-meter.ts";
import { describePace, measure, secondsOf, type StageMeter } from "./stage-meter.ts";

// oxlint-disable-next-line no-control-regex -- escape sequences are what it finds
const escapes = /\u001b\[[0-9;?]*[A-Za-z]/g;

function scene(isTTY: boolean) {
  let text = "";
  let nowMs = 0;
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        text += chunk.toString();
        done();
      },
    }),
    { isTTY, columns: 80 },
  );
  const display = createDisplay({ stream, nowMs: () => nowMs });
  const at = (ms: number, stage: string, done: number, total: number, figures?: Record<string, number>): void => {
    nowMs = ms;
    display.onProgress({ stage, done, total, ...(figures === undefined ? {} : { figures }) });
  };
  return { display, at, text: () => text };
}

/** The meter of a stage that did so much in so many seconds, at an even speed. */
function steadily(stage: string, done: number, total: number, seconds: number): StageMeter {
  const begun = measure(undefined, { stage, done: 0, total }, 0);
  return Array.from({ length: done }, (_, i) => i + 1).reduce(
    (meter, i) => measure(meter, { stage, done: i, total }, (1000 * seconds * i) / done),
    begun,
  );
}

describe("a stage's meter", () => {
  test("gives the rate and the time left", () => {
    const later = steadily("collect 1/2", 25, 100, 5);
    expect(describePace(later)).toBe("25/100 (25%), 5/s, 15s left"); // 75 left at 5 a second
  });

  test("of a resumed stage leaves out what was recorded before, read back at once", () => {
    let meter = measure(undefined, { stage: "collect", done: 0, total: 100 }, 0);
    meter = measure(meter, { stage: "collect", done: 70, total: 100 }, 10);
    for (let second = 1; second <= 25; second++) {
      meter = measure(meter, { stage: "collect", done: 70 + second, total: 100 }, 1000 * second);
    }
    expect(describePace(meter)).toBe("95/100 (95%), 1/s, 5s left");
  });
});

describe("the time left", () => {
  test.each([
    ["from its start", 0],
    ["resumed", 400],
  ])("is not told before it means something: 64 rollouts that all take 10 s under way, %s", (_, recorded) => {
    const stage = "evaluate base";
    let meter = measure(undefined, { stage, done: 0, total: 1000 }, 0);
    if (recorded > 0) meter = measure(meter, { stage, done: recorded, total: 1000 }, 20);
    const told: number[] = [];
    for (let ms = 250; ms <= 60_000; ms += 250) {
      // after the first ten seconds evenly, for by then they have drawn apart
      const own = Math.floor((64 * Math.max(0, ms - 9000)) / 10_000);
      if (recorded + own > meter.last.done) meter = measure(meter, { stage, done: recorded + own, total: 1000 }, ms);
      const { left } = secondsOf(meter) ?? {};
      if (left === undefined) expect(describePace(meter)).not.toMatch(/left|\/s/);
      else told.push(left / ((1000 - recorded - own) / 6.4));
    }
    expect(told.length).toBeGreaterThan(100);
    expect([Math.min(...told) > 0.7, Math.max(...told) < 1.6]).toEqual([true, true]); // of the true time
  });

  test("does not jump about where rollouts end in bursts", () => {
    // 100 of 1,000 end together every ten seconds: at any moment from 40 s on, 1,000 take 100 s, give or take the burst under way
    let meter = measure(undefined, { stage: "evaluate base", done: 0, total: 1000 }, 0);
    for (let ms = 0; ms <= 90_000; ms += 500) {
      meter = measure(meter, { stage: "evaluate base", done: 100 * Math.floor(ms / 10_000), total: 1000 }, ms);
      if (ms >= 40_000) expect(Math.abs((secondsOf(meter)?.whole ?? 0) - 100)).toBeLessThan(30);
    }
  });
});

describe("a run of known stages", () => {
  const config = riseSchema.parse({
    iterations: 2,
    collect: { problems: 100, turns: 1 },
    train: { epochs: 2 },
    evaluate: { problems: 50, turns: 5, seeds: 1 },
  });
  const course = courseOf(config, { train: 1000, test: 80 });

  test("has the stages that `rise` goes through, an iteration training on all attempts so far", () => {
    expect(course.map(({ stage, amount }) => `${stage}: ${amount}`)).toEqual([
      "evaluate base: 250",
      "iteration 1: collect: 100",
      "iteration 1: improve by self: 100",
      "iteration 1: train: 400",
      "evaluate iteration-1: 250",
      "iteration 2: collect: 100",
      "iteration 2: improve by self: 100",
      "iteration 2: train: 800",
      "evaluate iteration-2: 250",
    ]);
  });

  const after = (run: RunMeter, stage: string, seconds: number, total: number): RunMeter => {
    const begun = measure(undefined, { stage, done: 0, total }, 0);
    return follow(run, measure(begun, { stage, done: total, total }, 1000 * seconds));
  };

  test("tells the time of the work whose speed is known and names the rest, and the whole once all kinds were met", () => {
    const meter = steadily("iteration 1: collect", 50, 100, 10);
    const early = follow(after(beforeRun(course), "evaluate base", 30, 50), meter);
    // 10 s of this, 20 s of the next collecting, 30 s of each evaluation; improving and training are unknown
    expect(describeRun(early, meter)).toBe("stage 2 of 9, the run about 1:30 left, plus improving and training");
    const stages: readonly [string, number, number][] = [
      ["iteration 1: collect", 20, 100],
      ["iteration 1: improve by self", 60, 100],
      ["iteration 1: train", 100, 25],
    ];
    const met = stages.reduce((run, [stage, seconds, total]) => after(run, stage, seconds, total), early);
    const last = steadily("evaluate iteration-1", 25, 50, 15);
    // 15 of this, 20 + 60 + twice 100 + 30
    expect(describeRun(follow(met, last), last)).toBe("stage 5 of 9, the run about 5:30 left");
    const begun = measure(undefined, { stage: "evaluate iteration-1", done: 0, total: 50 }, 0);
    expect(describeRun(follow(met, begun), begun)).toBe("stage 5 of 9, the run about 5:40 left"); // 30 of this, as the first took
    expect(describeToCome(follow(met, last))).toBe("iteration 2: collect, improve, train, evaluate");
  });

  test("is told in a log's lines", () => {
    const { display, at, text } = scene(false);
    display.course(course);
    at(0, "evaluate base", 0, 50);
    at(1000, "download x", 1, 1);
    expect(text()).toBe("[0s] evaluate base: 0/50 (0%), stage 1 of 9\n[1s] download x: 1/1 (100%)\n");
  });
});

describe("figures", () => {
  test("of counted turns are a share, its faults and a speed", () => {
    const counts = { turns: 200, correct: 92, wrong: 90, noAnswer: 18, error: 0, truncated: 1, degenerate: 0 };
    expect(describeFigures({ ...counts, generatedTokens: 8000 }, 100)).toEqual([
      "accuracy 46.0% [36.6, 55.7]",
      "no answer 9.0%",
    ]); // of 200
    expect(describeFigures(counts, 5)).toEqual(["accuracy 46.0%", "no answer 9.0%"]); // of five rollouts an interval says nothing
  });

  test("of servers are what is under way, what was repeated and what it cost", () => {
    expect(describeFigures({ loss: 0.5, inFlight: 1200, retries: 1, usd: 1.5 }, 0)).toEqual([
      "loss 0.5",
      "1,200 in flight",
      "1 retry",
      "$1.50",
    ]);
    expect(describeFigures({ inFlight: 0, retries: 0, usd: 0 }, 0)).toEqual([]);
  });

  test("of any other stage go by their names", () => {
    expect(describeFigures({ loss: 0.123456 }, 0)).toEqual(["loss 0.123"]);
  });
});

describe("in a log", () => {
  test("a stage writes its first and last event, and one line in five seconds between them", () => {
    const { at, text } = scene(false);
    for (let i = 0; i <= 100; i++) at(100 * i, "train 1/2", i, 100, { loss: 1 / (1 + i) });
    expect(text().trimEnd().split("\n")).toEqual([
      "[0s] train 1/2: 0/100 (0%), loss 1",
      "[5s] train 1/2: 50/100 (50%), 10/s, 5s left, loss 0.0196",
      "[10s] train 1/2: 100/100 (100%), 10/s, loss 0.0099",
    ]);
  });

  test("there is no control character", () => {
    const { display, at, text } = scene(false);
    at(0, "collect 1/1", 0, 2);
    at(1, "collect 1/1", 2, 2);
    display.note("saved");
    display.close();
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe("on a terminal", () => {
  test("finished stages stay and lines fit the width", () => {
    const { display, at, text } = scene(true);
    at(0, "collect 1/1", 0, 2);
    at(2000, "collect 1/1", 2, 2, { accuracy: 0.5 });
    at(2001, "train 1/1", 0, 10);
    display.close();
    expect(text().replaceAll(escapes, "")).toMatch(/✓ collect 1\/1 +2s {2}accuracy 50.0%/);
    const lines = text().replaceAll(escapes, "").split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  });
});

test("a line that a terminal has no room for ends where a part of it ends", () => {
  const { display, at, text } = scene(true);
  for (const ms of [0, 6000])
    at(ms, "iteration 1: improve by self", ms / 6, 1000, { correct: ms / 12, generatedTokens: ms * 10 });
  display.close();
  const lines = text().replaceAll(escapes, "").split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  for (const line of lines) expect(line).not.toMatch(/, [\d,]* ?(t|to|tok|toke|token|tokens|tokens\/)$/);
});

test("a terminal that cannot move its cursor gets lines", () => {
  const term = process.env["TERM"];
  process.env["TERM"] = "dumb";
  try {
    const { at, text } = scene(true);
    at(0, "collect", 0, 10);
    expect(text()).toBe("[0s] collect: 0/10 (0%)\n");
  } finally {
    if (term === undefined) delete process.env["TERM"];
    else process.env["TERM"] = term;
  }
});
