import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTestGpu } from "../gpu.ts";
import { writeSmallModel } from "../small-model.ts";
import { startRise, type Running } from "../cli/rise.ts";

const gpu = await findTestGpu();
const root = mkdtempSync(join(tmpdir(), "rise-webgpu-run-"));
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
engine: { device: cpu }
task: { counts: { train: 8, validation: 2, test: 2 } }
mdp: { maxTokens: 6 }
collect: { problems: 3 }
improve: { samples: 2 }
weight: { truncated: keep }
train: { epochs: 2, batchExamples: 2 }
evaluate: { turns: 2 }
`,
  );
});

const start = (out: string, ...flags: readonly string[]): Running =>
  startRise(["run", config, "--smoke", "--out", join(root, out), "--json", ...flags], env);
const onGpu = ["--device", "webgpu"] as const;
const fileOf = (out: string, file: string): Buffer => readFileSync(join(root, out, file));
/** All that must not depend on where a run was interrupted. */
const results = (out: string, stdout: string) => ({
  models: JSON.parse(stdout).models,
  weights: fileOf(out, "iteration-1/model/model.safetensors").toString("base64"),
  report: fileOf(out, "report.html").toString(),
});

test("RISE_DEVICE that names no device is refused", async () => {
  const model = ["--model", join(root, "small"), "--prompt", "x"];
  const { code, stderr } = await startRise(["generate", ...model], { ...env, RISE_DEVICE: "gpu" }).finished;
  expect([code, stderr]).toEqual([2, expect.stringContaining('RISE_DEVICE must be cpu, webgpu or auto, got "gpu"')]);
});

const noDriver = { VK_DRIVER_FILES: "/nonexistent.json", VK_ICD_FILENAMES: "/nonexistent.json" };
describe.skipIf(process.platform !== "linux")("where no GPU can be had", () => {
  const generate = (device: string): Running =>
    startRise(["generate", "--model", join(root, "small"), "--prompt", "x", "--max-tokens", "2"], {
      ...env,
      ...noDriver,
      RISE_DEVICE: device,
    });

  test("device webgpu is one clear error, and the process ends", async () => {
    const { code, stderr } = await generate("webgpu").finished;
    expect([code, stderr]).toEqual([1, expect.stringContaining("device webgpu needs a GPU with a driver for Vulkan")]);
  });

  test("device auto computes on the processor, and says so", async () => {
    const { code, stderr } = await generate("auto").finished;
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/the processor computes, device cpu: (device webgpu needs|this machine has no GPU)/),
    ]);
  });
});

describe.skipIf(!gpu.isThere)(`rise run --smoke --device webgpu ${gpu.note}`.trim(), () => {
  let whole: ReturnType<typeof results>;
  const minutes = 60_000; // software compiles every program anew in every process

  test(
    "runs the whole loop, and records the device",
    async () => {
      const { code, stdout, stderr } = await start("whole", ...onGpu).finished;
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      whole = results("whole", stdout);
      expect(whole.models.map(({ name }: { name: string }) => name)).toEqual(["base", "iteration-1"]);
    },
    20 * minutes,
  );

  test(
    "killed with SIGKILL while it trains and started again it has the same results, weights and report (I3)",
    async () => {
      const running = start("killed", ...onGpu);
      while (!existsSync(join(root, "killed/iteration-1/state/progress.json"))) {
        if (running.process.exitCode !== null) throw new Error(running.stderr());
        await sleep(20);
      }
      running.process.kill("SIGKILL");
      await running.finished;
      const { code, stderr } = await start("killed").finished; // the config's device, the processor
      expect([code, stderr]).toEqual([2, expect.stringMatching(/the device was webgpu [0-9a-f]{16}, is now cpu/)]);
      const { stdout } = await start("killed", ...onGpu).finished;
      expect(results("killed", stdout)).toEqual(whole);
    },
    40 * minutes,
  );
});
