import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { readCheckpoint } from "../../engine/index.ts";
import type { Job } from "./job.ts";
import { takeModel } from "./take-model.ts";

const root = mkdtempSync(join(tmpdir(), "rise-take-"));
const [start, trained] = [join(root, "start"), join(root, "trained")];
beforeAll(() => {
  writeSmallModel(start, 1);
  writeSmallModel(trained, 2);
});
afterAll(() => rmSync(root, { recursive: true }));

/** A finished job that wrote these files, and vouches for them. */
function finishedJob(name: string, files: readonly string[]): Job {
  const folder = join(root, name);
  mkdirSync(join(folder, "model"), { recursive: true });
  for (const file of files) cpSync(join(trained, file), join(folder, "model", file));
  const vouched = files.map((file) => {
    const bytes = readFileSync(join(folder, "model", file));
    return [file, { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }];
  });
  writeFileSync(join(folder, "done.json"), JSON.stringify({ plan: "p", files: Object.fromEntries(vouched) }));
  return { folder, plan: "p", steps: 1 };
}

test("weights become a whole model: theirs are the weights, the starting model's the tokenizer, chat and sizes", async () => {
  const job = finishedJob("weights", ["model.safetensors", "config.json", "generation_config.json"]);
  writeFileSync(join(job.folder, "model", "config.json"), "a library's own idea of it");
  const model = join(root, "whole");
  await takeModel(finishedJob("again", ["model.safetensors"]), start, "bfloat16", model); // an older one is replaced
  await expect(takeModel(job, start, "float32", model)).resolves.toBeUndefined();
  const [got, want] = [readCheckpoint(model), readCheckpoint(trained)];
  for (const [name, weights] of want.weights) expect(got.weights.get(name), name).toEqual(weights);
  for (const file of ["tokenizer.json", "chat_template.jinja"]) {
    expect(readFileSync(join(model, file))).toEqual(readFileSync(join(start, file)));
  }
  expect(JSON.parse(readFileSync(join(model, "config.json"), "utf8"))).toMatchObject({ torch_dtype: "float32" });
});

test("a file that is not what the training wrote is refused, and no model is left", async () => {
  const job = finishedJob("cut", ["model.safetensors"]);
  truncateSync(join(job.folder, "model", "model.safetensors"), 100);
  const model = join(root, "never");
  await expect(takeModel(job, start, "float32", model)).rejects.toThrow(/model\.safetensors must have .* got 100;/);
  expect(existsSync(model)).toBe(false);
});
