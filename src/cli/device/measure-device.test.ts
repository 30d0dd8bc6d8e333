import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { EngineError } from "../../engine/errors.ts";
import { writeSmallModel } from "../../../test/small-model.ts";
import { measureDevice, measureDevices, type MeasureOptions, type SpeedQuestion } from "./measure-device.ts";

const root = mkdtempSync(join(tmpdir(), "rise-measure-"));
afterAll(() => rmSync(root, { recursive: true }));

const work = { folder: join(root, "model"), trains: true, samples: true };
const question: SpeedQuestion = { device: "webgpu", threads: 1, fingerprint: "ab12", work };

/** A process whose device behaves as it pleases once it is asked. */
function device(name: string, behaviour: string): URL {
  const file = join(root, `${name}.mjs`);
  writeFileSync(file, `process.once("message", (question) => { ${behaviour} });`);
  return pathToFileURL(file);
}

const outcome = (module: URL, options: MeasureOptions = {}): Promise<unknown> =>
  measureDevice(question, { module, ...options }).then(
    (seconds) => seconds,
    (error: unknown) => error,
  );

test("the processor is measured with a model's own folder: training, sampling, or both", async () => {
  writeSmallModel(work.folder);
  const onCpu = { ...question, device: "cpu" } as const;
  expect(await measureDevice(onCpu)).toEqual({ trained: expect.any(Number), sampled: expect.any(Number) });
  const lora = { rank: 2, alpha: 4, targets: ["q_proj"], dropout: 0, rankStabilised: false } as const;
  const training = { ...onCpu, work: { ...work, samples: false, lora } };
  expect(Object.keys(await measureDevice(training))).toEqual(["trained"]);
  expect(Object.keys(await measureDevice({ ...onCpu, work: { ...work, trains: false } }))).toEqual(["sampled"]);
});

test("a device that fails, crashes or never ends is one error that says so", async () => {
  expect(await outcome(device("answers", "process.send({ seconds: { trained: 2 } })"))).toEqual({ trained: 2 });
  for (const [name, behaviour, said] of [
    ["fails", "process.send({ failed: 'the GPU has no memory left' })", "the GPU has no memory left"],
    ["crashes", "process.kill(process.pid, 'SIGSEGV')", /how fast the GPU is with .* was ended by SIGSEGV/],
    ["leaves", "process.exit(3)", "ended with exit code 3"],
  ] as const) {
    const error = await outcome(device(name, behaviour));
    expect(error).toBeInstanceOf(EngineError);
    expect(String(error)).toMatch(said);
  }
  const late = await outcome(device("hangs", "for (;;);"), { timeoutMs: 50.5 });
  expect(String(late)).toContain("had not ended after 0 s");
});

test("a signal ends a measurement with its reason", async () => {
  const stop = new AbortController();
  const asked = outcome(device("stopped", "for (;;);"), { signal: stop.signal });
  const reason = new Error("Ctrl-C");
  stop.abort(reason);
  expect(await asked).toBe(reason);
});

test("the processor comes first, and the GPU has two minutes and then some", async () => {
  const asked: (readonly [string, boolean])[] = [];
  const speeds = await measureDevices(question, undefined, async ({ device }, { timeoutMs = 0 } = {}) => {
    asked.push([device, timeoutMs >= 120_000]);
    return { trained: asked.length };
  });
  expect(asked).toEqual([["cpu", false], ["webgpu", true]]); // prettier-ignore
  expect(speeds).toEqual({ cpu: { trained: 1 }, webgpu: { trained: 2 } });
});

test("a GPU that is not done by then takes four times as long at the least, and is not an error", async () => {
  const hangs = device("never", "for (;;);");
  const speeds = await measureDevices(question, undefined, ({ device: which, ...asked }) =>
    which === "cpu"
      ? Promise.resolve({ trained: 1, sampled: 2 })
      : measureDevice({ ...asked, device: which }, { module: hangs, timeoutMs: 50 }),
  );
  expect(speeds).toEqual({ cpu: { trained: 1, sampled: 2 }, webgpu: { trained: 4, sampled: 8 }, isBound: true });
  const crashes = device("dies", "process.exit(1)");
  const failing = measureDevices(question, undefined, (asked) =>
    asked.device === "cpu" ? Promise.resolve({ trained: 1 }) : measureDevice(asked, { module: crashes }),
  );
  await expect(failing).rejects.toThrow("ended with exit code 1");
});
