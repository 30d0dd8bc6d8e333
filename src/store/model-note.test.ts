import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openRun, readModelNote, writeModelNote } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-note-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a run's note is read from the model's folder; the last one counts, and nothing else is left there", () => {
  const store = openRun(join(root, "run"), {});
  store.saveNote("iteration-1/model", { attemptsInView: 1 });
  store.saveNote("iteration-1/model", { attemptsInView: 3 });
  store.close();
  const folder = join(root, "run", "iteration-1", "model");
  expect(readModelNote(folder)).toEqual({ attemptsInView: 3 });
  expect(readdirSync(folder)).toEqual(["rise.json"]);
});

test("a folder without a note has none, nor has a model that is elsewhere", () => {
  expect(readModelNote(root)).toBeUndefined();
  expect(readModelNote(join(root, "nowhere"))).toBeUndefined();
});

test.each(["", "{", "null", '{"attemptsInView":0}', '{"attemptsInView":1.5}', "{}"])(
  "a note that reads %j is refused, not guessed at",
  (text) => {
    const folder = join(root, "damaged");
    writeModelNote(folder, { attemptsInView: 1 });
    writeFileSync(join(folder, "rise.json"), text);
    expect(() => readModelNote(folder)).toThrow(
      /rise\.json must say how the model was trained.*restore it, or delete it/s,
    );
  },
);

test("keys that a later version adds are no fault", () => {
  const folder = join(root, "later");
  writeModelNote(folder, { attemptsInView: 2 });
  writeFileSync(join(folder, "rise.json"), '{"attemptsInView":2,"introspection":"neutral"}');
  expect(readModelNote(folder)).toEqual({ attemptsInView: 2 });
});
