import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { describeFigures } from "./figures.ts";
import { createDisplay } from "./index.ts";
import { describePace, measure } from "./stage-meter.ts";

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

describe("a stage's meter", () => {
  test("gives the rate and the time left", () => {
    const first = measure(undefined, { stage: "collect 1/2", done: 0, total: 100 }, 0);
    const later = measure(first, { stage: "collect 1/2", done: 25, total: 100, figures: { accuracy: 0.4567 } }, 5000);
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

describe("figures", () => {
  test("of counted turns are a share, its faults and a speed", () => {
    const counts = { turns: 200, correct: 92, wrong: 90, noAnswer: 18, error: 0, truncated: 1, degenerate: 0 };
    expect(describeFigures({ ...counts, generatedTokens: 8000 })).toEqual(["accuracy 46.0%", "no answer 9.0%"]); // of 200
  });

  test("of servers are what is under way, what was repeated and what it cost", () => {
    expect(describeFigures({ loss: 0.5, inFlight: 1200, retries: 1, usd: 1.5 })).toEqual([
      "loss 0.5",
      "1,200 in flight",
      "1 retry",
      "$1.50",
    ]);
    expect(describeFigures({ inFlight: 0, retries: 0, usd: 0 })).toEqual([]);
  });

  test("of any other stage go by their names", () => {
    expect(describeFigures({ loss: 0.123456 })).toEqual(["loss 0.123"]);
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
