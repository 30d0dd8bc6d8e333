import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findPython, runPython } from "../../../test/python.ts";
import { crc32c, masked } from "./crc32c.ts";
import { createEventFile, progressScalars } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-tensorboard-"));
afterAll(() => rmSync(root, { recursive: true }));
const python = findPython("tensorboard");

test("CRC-32C is RFC 3720's: 32 zeros, 32 ones, and the usual check text", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  expect(masked(0)).toBe(0xa282ead8);
});

test("a stage's progress becomes its loss, its accuracy and its spend, by the stage's own steps", () => {
  expect(progressScalars({ stage: "iteration 1: train", done: 7, total: 9, figures: { loss: 0.5 } })).toEqual([
    { tag: "iteration-1/train/loss", step: 7, value: 0.5 },
  ]);
  const figures = { turns: 4, correct: 1, usd: 0.25 };
  expect(progressScalars({ stage: "evaluate base", done: 2, total: 9, figures })).toEqual([
    { tag: "evaluate-base/accuracy", step: 2, value: 0.25 },
    { tag: "evaluate-base/spend-usd", step: 2, value: 0.25 },
  ]);
  expect(progressScalars({ stage: "evaluate base", done: 0, total: 9 })).toEqual([]);
});

test("a folder of curves that is deleted as the run goes is begun anew", () => {
  const folder = join(root, "deleted");
  const events = createEventFile(folder);
  const scalars = [{ tag: "iteration-1/train/loss", step: 1, value: 0.5 }];
  events.add(scalars);
  const { size } = statSync(events.file);
  rmSync(folder, { recursive: true });
  events.add(scalars);
  expect(statSync(events.file).size).toBe(size);
});

test("a run that goes on after the clock was set back begins a file whose name comes later", () => {
  const folder = join(root, "clock");
  const at = (seconds: number): string => createEventFile(folder, () => seconds * 1000).file;
  const files = [at(1_700_000_000), at(1_600_000_000), at(1_700_000_000), at(1_800_000_000)];
  expect(new Set(files).size).toBe(4);
  expect(files.toSorted()).toEqual(files);
});

const script = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}))
`;

test.skipIf(python.command === undefined)(
  `TensorBoard's own reader reads the curves, also of a resumed run's second file ${python.note}`,
  () => {
    const folder = join(root, "read");
    const first = createEventFile(folder, () => 1_700_000_000_000);
    first.add([
      { tag: "iteration-1/train/loss", step: 1, value: 0.5 },
      { tag: "base/m1@t5", step: 0, value: 0.25 },
    ]);
    first.add([{ tag: "iteration-1/train/loss", step: 2, value: Number.NaN }]); // left out
    const second = createEventFile(folder, () => 1_700_000_060_000);
    second.add([{ tag: "iteration-1/train/loss", step: 300, value: -2 }]);
    expect(runPython(python, script, folder)).toEqual({
      "base/m1@t5": [[0, 0.25]],
      "iteration-1/train/loss": [
        [1, 0.5],
        [300, -2],
      ],
    });
  },
);
