import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { changedFiles } from "../../disk/index.ts";
import { trainSchema } from "../../train/index.ts";
import { openModels } from "../models.ts";
import { trainFile, type TrainedFile } from "./train.ts";

const root = mkdtempSync(join(tmpdir(), "rise-train-"));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string): string => join(root, name);
const [model, other, data, out] = [at("model"), at("other"), at("rows.jsonl"), at("out")];
const row = (id: number): object => ({ tokens: [5, 6, 7, 8 + id], weights: [0, 0, 1, 1] });

/** A training of three steps, which may stop after the first. */
function trains({
  from = model,
  stopAfter = Infinity,
  learningRate = 1e-2,
  loraRank = 0,
  accept = false,
  notes = [] as string[],
} = {}): Promise<TrainedFile> {
  const controller = new AbortController();
  const onProgress = ({ stage, done }: { readonly stage: string; readonly done: number }): void => {
    if (stage === "train" && done >= stopAfter) controller.abort(new Error("stopped"));
  };
  const lora = loraRank === 0 ? {} : { lora: { rank: loraRank } };
  const train = trainSchema.parse({ epochs: 3, batchExamples: 4, saveEverySteps: 1, learningRate, ...lora });
  const options = { model: from, data, out, train, seed: 0, accept, openModels };
  return trainFile(options, { onProgress, signal: controller.signal, note: (line) => notes.push(line) });
}

const weightsNow = (): string => readFileSync(join(out, "model.safetensors"), "latin1");
const writeRows = (...ids: readonly number[]): void =>
  writeFileSync(data, ids.map((id) => JSON.stringify(row(id))).join("\n"));

beforeAll(() => {
  writeSmallModel(at("first"));
  writeSmallModel(other, 2);
});

beforeEach(async () => {
  for (const made of [out, `${out}.state`, model]) rmSync(made, { recursive: true, force: true });
  cpSync(at("first"), model, { recursive: true });
  writeRows(0, 1, 2, 3);
  await expect(trains({ stopAfter: 1 })).rejects.toThrow("stopped");
});

describe("a training on a file that was stopped", () => {
  test("goes on to the bytes of one that was not, and leaves nothing beside them", async () => {
    await trains();
    const resumed = weightsNow();
    expect(existsSync(`${out}.state`) || existsSync(`${out}.inputs.json`)).toBe(false);
    rmSync(out, { recursive: true });
    await trains();
    expect(weightsNow() === resumed).toBe(true);
  });

  test.each<[string, () => Parameters<typeof trains>[0] | void, string, boolean]>([
    ["another model's weights", () => ({ from: other }), "the digest of the starting weights was", true],
    [
      "weights changed in their place",
      () => void cpSync(join(other, "model.safetensors"), join(model, "model.safetensors")),
      "the digest of the starting weights was",
      true,
    ],
    [
      "another chat template",
      () => writeFileSync(join(model, "chat_template.jinja"), "{{ messages }}"),
      "the model's chat_template.jinja: ",
      true,
    ],
    [
      "another learning rate",
      () => ({ learningRate: 1e-3 }),
      "train.learningRate: it began with 0.01, now 0.001",
      false,
    ],
    ["another row", () => writeRows(0, 1, 7, 3), "row line-3 is another", false],
    ["a row too many", () => writeRows(0, 1, 2, 3, 4), "row line-5 is new", false],
    ["rows in another order", () => writeRows(3, 2, 1, 0), "row line-1 is another", false],
    ["an adapter's settings", () => ({ loraRank: 2 }), "train.lora: it began with nothing, now ", false],
  ])("is refused under %s, with what differs, and goes on where that can be accepted", async (_, change, said, can) => {
    const options = change() ?? {};
    await expect(trains(options)).rejects.toThrow(said);
    const accepted = trains({ ...options, accept: true });
    if (!can) return expect(accepted).rejects.toThrow(said);
    expect((await accepted).accepted).toEqual([expect.stringContaining(said)]);
    expect(readFileSync(join(out, "accepted-inputs.json"), "utf8")).toContain(said);
    expect(changedFiles(out)).toEqual([]);
  });

  test("tells what was accepted also where it is stopped once more", async () => {
    const notes: string[] = [];
    await expect(trains({ from: other, accept: true, stopAfter: 2 })).rejects.toThrow("stopped");
    await trains({ from: other, notes });
    expect(notes.join("\n")).toContain(
      "changed while it was trained, and accepted: the digest of the starting weights",
    );
  });

  test("begins anew under other inputs once its state is deleted", async () => {
    rmSync(`${out}.state`, { recursive: true });
    expect((await trains({ from: other, learningRate: 1e-3 })).accepted).toBeUndefined();
  });

  test("of an earlier version, which recorded no inputs, goes on, though another command was tried first", async () => {
    rmSync(`${out}.inputs.json`);
    await expect(trains({ learningRate: 1e-3 })).rejects.toThrow();
    expect((await trains()).losses.length).toBe(3);
  });

  test.each<[string, () => Parameters<typeof trains>[0] | void, string]>([
    ["the starting model's folder", () => ({ from: out }), "is the model to start from, which would be lost"],
    [
      "a link to it",
      () => void (rmSync(out, { recursive: true, force: true }), symlinkSync(model, out)),
      "is the model to start from",
    ],
    [
      "a folder of something else",
      () => (mkdirSync(out), writeFileSync(join(out, "notes.txt"), "mine")),
      'holds "notes.txt" and no config.json',
    ],
    ["a file", () => writeFileSync(out, "mine"), "is a file"],
  ])("never begins where it would write into %s", async (_, prepare, said) => {
    rmSync(`${out}.state`, { recursive: true });
    rmSync(`${out}.inputs.json`);
    const options = prepare() ?? {};
    if (options.from === out) cpSync(model, out, { recursive: true });
    await expect(trains(options)).rejects.toThrow(said);
    expect(existsSync(`${out}.state`) || existsSync(`${out}.inputs.json`)).toBe(false);
  });

  test("leaves nothing behind where a row cannot be trained on", async () => {
    rmSync(`${out}.state`, { recursive: true });
    writeFileSync(data, JSON.stringify({ tokens: [5, 70_000], weights: [0, 1] }));
    await expect(trains()).rejects.toThrow("row line-1 has token 70000");
    expect(existsSync(`${out}.inputs.json`)).toBe(false);
  });

  test("is refused where the record of its inputs cannot be read", async () => {
    writeFileSync(`${out}.inputs.json`, '{"inputs":{}}');
    await expect(trains()).rejects.toThrow("must say what the training in");
  });
});
