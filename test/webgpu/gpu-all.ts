/**
 * All that a lent machine's GPU should show, in one command and ten minutes: does it compute rightly, and how fast beside the same
 * machine's processor and PyTorch's CUDA. Writes one JSON file, again after every part, so that nothing is lost where time runs out.
 *
 * usage: npm run gpu:all [-- FILE.json]; RISE_PYTHON names a Python with torch and transformers
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { benchShapes, measuredShapes } from "../../src/cli/bench/shapes.ts";
import { gpuMemoryBytes } from "../../src/cli/doctor/gpu-memory.ts";
import { gpuNames, softwareGpu } from "../../src/cli/doctor/gpu-names.ts";
import { transformersConfig } from "../peers/llama-cpp.ts";
import { findPython } from "../python.ts";

/** A part's outcome: what it printed as JSON, or the end of what it wrote. */
interface Outcome {
  readonly seconds: number;
  readonly result?: unknown;
  readonly failed?: string;
}

const [file = "gpu-all.json"] = process.argv.slice(2);
const endMs = performance.now() + 10 * 60_000 - 15_000; // the rest is for ending
const root = join(import.meta.dirname, "../..");
const threads = Number(process.env["RISE_THREADS"] ?? availableParallelism());
const software = softwareGpu();
const outcomes: Record<string, Outcome> = {};
/** What is read of Vitest's report. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});
const machine = {
  gpu: nvidiaName() ?? gpuNames(),
  gpuMemoryBytes: gpuMemoryBytes() ?? null,
  software: software ?? null,
  processor: cpus()[0]?.model ?? "",
  threads,
};

function nvidiaName(): string | undefined {
  const query = ["--query-gpu=name,driver_version", "--format=csv,noheader"];
  const { status, stdout } = spawnSync("nvidia-smi", query, { encoding: "utf8", timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/** A file's text; empty where the part ended before it wrote one. */
function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** A part's JSON; undefined where it printed something else, such as a library's warning. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs a part in what is left of the time, but no longer than it may. */
function part(
  name: string,
  seconds: number,
  command: string,
  args: readonly string[],
  output: "json" | "text" | { readonly file: string } = "json",
): void {
  const startMs = performance.now();
  const timeout = Math.min(1000 * seconds, endMs - startMs);
  if (timeout < 1000) record(name, { seconds: 0, failed: "no time was left" });
  else {
    const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: "utf8",
      timeout,
      killSignal: "SIGKILL",
      maxBuffer: 2 ** 26,
    });
    const took = Math.round((performance.now() - startMs) / 100) / 10;
    const last = `${stdout ?? ""}\n${stderr ?? ""}`.trim().slice(-4000);
    const text = typeof output === "string" ? (stdout ?? "") : textOf(output.file);
    const result = output === "text" ? last : parsed(text);
    const isWell = status === 0 && result !== undefined;
    record(name, {
      seconds: took,
      ...(result !== undefined && { result }), // a doctor that finds something broken still tells the rest
      ...(!isWell && { failed: `${error?.message ?? signal ?? `exit code ${status}`}: ${last}` }),
    });
  }
}

/** Keeps an outcome, also on the disk, and tells how it ended. */
function record(name: string, outcome: Outcome): void {
  outcomes[name] = outcome;
  writeFileSync(file, `${JSON.stringify({ machine, outcomes }, null, 2)}\n`);
  const lines = outcome.failed?.split("\n") ?? ["done"];
  console.error(`${name}: ${lines.find((line) => line.startsWith("rise: ")) ?? lines.at(-1)} (${outcome.seconds} s)`);
}

const rise = join(root, "bin/rise.mjs");
const bench = (device: string, shape: string, seconds: number): void =>
  part(`bench ${shape} ${device}`, seconds, process.execPath, [
    rise,
    "bench",
    "--device",
    device,
    "--shape",
    shape,
    "--json",
  ]);
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const parity = ["src/engine/graph/webgpu", "src/engine/training/gpu-trainer", "src/engine/decoding/gpu-sampler"];

/** The comparisons with the processor: a test that is skipped, as all are where no GPU is found, has shown nothing. */
function compare(seconds: number): void {
  const run = [vitest, "run", "--config", "test/webgpu/vitest.config.ts", "--reporter=json"];
  const report = { file: join(mkdtempSync(join(tmpdir(), "gpu-all-")), "parity.json") };
  part("parity", seconds, process.execPath, [...run, `--outputFile=${report.file}`, ...parity], report);
  const outcome = outcomes["parity"];
  if (outcome?.result === undefined) return;
  const tests = reportSchema.parse(outcome.result);
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = tests;
  const wrong = tests.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ status, fullName, failureMessages }) => (status === "failed" ? [{ fullName, failureMessages }] : []));
  const isWell = passed > 0 && failed === 0 && skipped === 0;
  const result = { passed, failed, skipped, wrong };
  record("parity", { seconds: outcome.seconds, result, ...(!isWell && { failed: `${passed} passed, ${failed} failed, ${skipped} skipped` }) }); // prettier-ignore
}
/** Which device `auto` takes with a built-in model: the verdict is a note on stderr. */
const auto = (seconds: number): void => {
  const sampling = ["--model", "models/reach", "--prompt", "x", "--max-tokens", "4"];
  part("auto", seconds, process.execPath, [rise, "generate", ...sampling, "--device", "auto"], "text");
};

function pyTorch(seconds: number): void {
  const shapes = benchShapes
    .filter(({ name }) => measuredShapes.includes(name))
    .map(({ name, config, train: { rows, tokensPerRow: tokens }, decode }) => {
      return { name, config: transformersConfig(config), train: { rows, tokens }, decode };
    });
  const { command, note } = findPython("torch", "transformers");
  const request = JSON.stringify({ threads, shapes, device: "cuda" });
  if (command === undefined) record("PyTorch CUDA", { seconds: 0, failed: note });
  else part("PyTorch CUDA", seconds, command, [join(root, "test/peers/peer.py"), request]);
}

// What nobody has seen yet comes first: parts that hang take all of their time, and the last ones may get none.
part("doctor", 120, process.execPath, [rise, "doctor", "--json"]);
if (software === undefined) {
  bench("webgpu", "5M", 90);
  bench("cpu", "5M", 60);
  auto(60);
  bench("webgpu", "135M", 150);
  compare(120);
  pyTorch(120);
  bench("cpu", "135M", 150);
} else {
  console.error(`${software}: its speed means nothing, and the tiny shape shows only that all of this runs`);
  bench("webgpu", "tiny", 240);
  bench("cpu", "tiny", 60);
  auto(60);
  compare(300);
}
