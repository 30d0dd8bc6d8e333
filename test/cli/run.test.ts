import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTestGpu } from "../gpu.ts";
import { writeSmallModel } from "../small-model.ts";
import { rise, startRise, type Running } from "./rise.ts";

const gpu = await findTestGpu();
const root = mkdtempSync(join(tmpdir(), "rise-run-cli-"));
const config = join(root, "tiny.yaml");
const env = { RISE_THREADS: "1" };
afterAll(() => rmSync(root, { recursive: true }));
beforeAll(() => {
  writeSmallModel(join(root, "small"));
  writeFileSync(
    config,
    `
model: ${join(root, "small")}
iterations: 1
task: { counts: { train: 40, validation: 10, test: 6 } }
mdp: { maxTokens: 20 }
collect: { problems: 6 }
improve: { samples: 2 }
weight: { truncated: keep }
train: { learningRate: 0.001, epochs: 2, batchExamples: 4, saveEverySteps: 1 }
evaluate: { turns: 3, seeds: 1 }
`,
  );
});

const runArgs = (out: string): string[] => ["run", config, "--out", join(root, out), "--json"];
const start = (out: string): Running => startRise(runArgs(out), env);
const fileOf = (out: string, file: string): Buffer => readFileSync(join(root, out, file));

/** Waits until a run has written this to stderr. */
async function reaches(running: Running, text: string): Promise<void> {
  while (!running.stderr().includes(text)) {
    if (running.process.exitCode !== null) throw new Error(`ended before "${text}": ${running.stderr()}`);
    await sleep(5);
  }
}

/** Waits until there is a file. */
async function appears(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(5);
}

/** All that must not depend on where a run was interrupted. */
const results = (out: string, stdout: string) => ({
  models: JSON.parse(stdout).models,
  comparisons: JSON.parse(stdout).comparisons,
  weights: fileOf(out, "iteration-1/model/model.safetensors").toString("base64"),
  report: fileOf(out, "report.html").toString(),
  config: fileOf(out, "config.yaml").toString(),
});

describe("rise run", () => {
  let whole: ReturnType<typeof results>;

  test("--json prints one document on stdout and plain progress on stderr", async () => {
    const { code, stdout, stderr } = await start("whole").finished;
    expect(code).toBe(0);
    whole = results("whole", stdout);
    expect(whole.models.map(({ name }: { name: string }) => name)).toEqual(["base", "iteration-1"]);
    expect(stderr).toContain("evaluate iteration-1: 6/6 (100%)");
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("whose data is exported gives another trainer what it trained on, each row once or more", async () => {
    const { code, stdout } = await rise("export-data", join(root, "whole"), "--as", "trl", "--json");
    const { rows, out, iteration, files } = JSON.parse(stdout);
    expect([code, iteration, files]).toEqual([0, 1, ["README.md", "train.jsonl"]]);
    const lines = readFileSync(join(out, "train.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(rows);
    for (const { input_ids, labels } of lines.map((line) => JSON.parse(line))) {
      const trained = labels.filter((label: number) => label !== -100);
      expect(trained).toEqual(input_ids.slice(-trained.length)); // the answer, and nothing before it
    }
    const again = await rise("export-data", join(root, "whole"), "--as", "trl");
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("give another --out")]);
  });

  test("again, when finished, opens no model, asks nothing and prints the same results", async () => {
    const { code, stdout, stderr } = await start("whole").finished;
    expect(stderr).not.toMatch(/evaluate|collect|train:/);
    expect({ code, ...results("whole", stdout) }).toEqual({ code: 0, ...whole });
    const { stdout: words } = await startRise(runArgs("whole").slice(0, -1), env).finished;
    expect(words).toContain("is finished; nothing was left to do");
  });

  test("killed with SIGKILL while it collects, while it trains, while it evaluates, and started again each time, ends with the same results, weights and report (I3)", async () => {
    const moments = [
      (running: Running) => reaches(running, "iteration 1: collect"),
      () => appears(join(root, "killed/iteration-1/state/progress.json")),
      (running: Running) => reaches(running, "evaluate iteration-1"),
    ];
    for (const moment of moments) {
      const running = start("killed");
      await moment(running);
      running.process.kill("SIGKILL");
      expect((await running.finished).code).toBeNull();
    }
    const { stdout } = await start("killed").finished;
    expect(results("killed", stdout)).toEqual(whole);
  });

  test("stopped with Ctrl-C exits 130, says how to go on, and goes on", async () => {
    const running = start("stopped");
    await reaches(running, "iteration 1: collect");
    running.process.kill("SIGINT");
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toContain("the same command resumes from here");
    expect(results("stopped", (await start("stopped").finished).stdout)).toEqual(whole);
  });

  test.skipIf(!gpu.isThere || process.platform !== "linux")(
    `stopped with Ctrl-C while its GPU is tested, by a driver that never answers, leaves nothing that binds it to that GPU ${gpu.note}`,
    async () => {
      const driver = join(root, "hangs.json");
      execFileSync("mkfifo", [driver]); // whoever opens it waits for ever
      const onGpu = { ...env, RISE_DEVICE: "webgpu", VK_DRIVER_FILES: driver };
      const running = startRise(runArgs("untested"), onGpu);
      await reaches(running, "comparing the GPU with the processor");
      running.process.kill("SIGINT");
      expect((await running.finished).code).toBe(130);
      expect(results("untested", (await start("untested").finished).stdout)).toEqual(whole); // on the processor
    },
  );

  test("refuses a second writer, naming the first", async () => {
    const first = start("shared");
    await reaches(first, "evaluate base");
    const second = await start("shared").finished;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`being written by process ${first.process.pid}`);
    first.process.kill("SIGKILL");
    await first.finished;
  });

  test("refuses a changed config and shows the difference", async () => {
    const { code, stderr } = await startRise([...runArgs("whole"), "--set", "weight.tau=0.5"], env).finished;
    expect(code).toBe(2);
    expect(stderr).toContain("weight.tau: the run has 0.4, now 0.5");
  });

  test("ends with the wrapper that started it, even by SIGKILL, and leaves the lock free", async () => {
    const bin = join(import.meta.dirname, "../../bin/rise.mjs");
    const script = `require("node:child_process").spawn(process.execPath, ${JSON.stringify([bin, ...runArgs("orphan")])}, { stdio: "inherit", env: { ...process.env, RISE_WRAPPED: "1" } })`;
    const wrapper = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let text = "";
    wrapper.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    while (!text.includes("evaluate base")) await sleep(5);
    wrapper.kill("SIGKILL");
    await sleep(1000);
    const { code, stdout } = await start("orphan").finished;
    expect(code).toBe(0);
    expect(results("orphan", stdout)).toEqual(whole);
  });
});

describe("what cannot be is refused in one paragraph with the cure, and nothing is written", () => {
  const refused = async (...changes: string[]): Promise<string> => {
    const { code, stdout, stderr } = await rise("run", config, "--out", join(root, "refused"), "--json", ...changes);
    expect({ stdout, isWritten: existsSync(join(root, "refused")) }).toEqual({ stdout: "", isWritten: false });
    expect([1, 2]).toContain(code);
    expect(stderr).not.toContain("    at ");
    return stderr;
  };
  const set = (assignment: string): Promise<string> => refused("--set", assignment);
  const brokenModel = (name: string, file: string, change: (bytes: Buffer) => Buffer): string => {
    const folder = join(root, name);
    writeSmallModel(folder);
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file))));
    return folder;
  };

  test("an unknown key", async () => {
    expect(await set("wieght.tau=1")).toContain("unknown key wieght; did you mean weight?");
  });

  test("tau 0 and turns 0", async () => {
    expect(await set("weight.tau=0")).toContain("weight.tau must be > 0, got 0; try 0.4, the authors' value");
    expect(await set("evaluate.turns=0")).toContain("evaluate.turns must be a whole number >= 1, got 0; try 5");
  });

  test("a missing model folder", async () => {
    expect(await set("model=no/such/model")).toContain("no/such/model must exist");
  });

  test("truncated safetensors", async () => {
    const folder = brokenModel("truncated", "model.safetensors", (bytes) => bytes.subarray(0, bytes.length - 100));
    expect(await set(`model=${folder}`)).toContain("model.safetensors");
  });

  test("an unknown architecture", async () => {
    const folder = brokenModel("unknown", "config.json", (bytes) =>
      Buffer.from(bytes.toString().replace("LlamaForCausalLM", "GrokForCausalLM").replace('"llama"', '"grok"')),
    );
    expect(await set(`model=${folder}`)).toMatch(/grok/i);
  });

  test("a data row without an answer", async () => {
    const data = join(root, "data.jsonl");
    writeFileSync(data, '{"problem": "1 + 1?", "answer": "2"}\n{"problem": "2 + 2?"}\n');
    expect(await refused("--set", "task.name=custom", "--set", `task.files={train: ${data}, test: ${data}}`)).toContain(
      'line 2: it has no column "answer"',
    );
  });
});
