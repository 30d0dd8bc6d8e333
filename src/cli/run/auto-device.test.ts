import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EngineError } from "../../engine/errors.ts";
import { openRun } from "../../store/index.ts";
import { writeSmallModel } from "../../../test/small-model.ts";
import type { DeviceSpeeds } from "../device/choose.ts";
import { engineDevice, type AskingForDevice, type DeviceMachine } from "../engine-device.ts";
import { deviceFor, recordedDevice } from "./require-device.ts";

const root = mkdtempSync(join(tmpdir(), "rise-auto-"));
const work = { folder: join(root, "model"), trains: true, samples: true };
beforeAll(() => writeSmallModel(work.folder));
afterAll(() => rmSync(root, { recursive: true }));

const fasterGpu: DeviceSpeeds = { cpu: { trained: 3, sampled: 3 }, webgpu: { trained: 1, sampled: 2 } };
const fasterCpu: DeviceSpeeds = { cpu: fasterGpu.webgpu, webgpu: fasterGpu.cpu };

/** A machine whose GPU is as fast as it is told to be. */
function machineWith(speeds: DeviceSpeeds | EngineError, changes: Partial<DeviceMachine> = {}) {
  const measured: unknown[] = [];
  const stored = new Map<string, DeviceSpeeds>();
  const machine: DeviceMachine = {
    software: () => undefined,
    test: () => Promise.resolve("ab12"),
    measure(asked) {
      measured.push(asked);
      return speeds instanceof EngineError ? Promise.reject(speeds) : Promise.resolve(speeds);
    },
    known: { get: (key) => stored.get(key), set: (key, known) => void stored.set(key, known) },
    ...changes,
  };
  return { machine, measured };
}

/** What a run is told and takes. */
async function askAuto(machine: DeviceMachine, asking: AskingForDevice = { work }) {
  const notes: string[] = [];
  const chosen = await engineDevice("auto", { note: (line) => notes.push(line), ...asking }, machine);
  return { chosen, notes: notes.filter((line) => !line.startsWith("comparing the GPU")) };
}

test("auto takes the GPU where it is faster with the model at hand, says by what ratio, and measures once", async () => {
  const { machine, measured } = machineWith(fasterGpu);
  const { chosen, notes } = await askAuto(machine);
  expect(chosen).toEqual({ device: "webgpu", fingerprint: "ab12", verdict: { device: "webgpu", ratio: 2, ...fasterGpu } }); // prettier-ignore
  expect(notes).toEqual([
    `measuring which device is faster with ${work.folder}`,
    "the GPU computes, device webgpu: with this model it was 2.0 times as fast as the processor; it trains 3.0, samples 1.5 times as fast",
  ]);
  expect(measured).toEqual([{ work, fingerprint: "ab12", threads: expect.any(Number) }]);
  const again = await askAuto(machine);
  expect([again, measured.length]).toEqual([{ chosen, notes: [] }, 1]); // told already, measured already
});

test("a GPU that is slower loses, software that nothing tells from hardware like any other", async () => {
  const { chosen, notes } = await askAuto(machineWith({ ...fasterCpu, webgpu: { trained: 300, sampled: 300 } }).machine); // prettier-ignore
  expect(chosen).toMatchObject({ device: "cpu", fingerprint: "", verdict: { ratio: 200 } });
  expect(notes.at(-1)).toContain("the processor computes, device cpu: with this model it was 200 times as fast");
});

test("a GPU that cannot do the work, or never ends, is a note and the processor", async () => {
  const { chosen, notes } = await askAuto(machineWith(new EngineError("the GPU has no memory left")).machine);
  expect(chosen).toEqual({ device: "cpu", fingerprint: "" });
  expect(notes.at(-1)).toBe("the processor computes, device cpu: the GPU has no memory left");
  const { machine, measured } = machineWith(fasterGpu, { test: () => Promise.reject(new EngineError("no GPU")) });
  expect((await askAuto(machine)).notes).toEqual(["the processor computes, device cpu: no GPU"]);
  expect(measured).toEqual([]);
});

test("nothing is measured where a driver computes on the processor, where the GPU is asked for, or where no model is known", async () => {
  const { machine, measured } = machineWith(fasterCpu);
  expect((await askAuto({ ...machine, software: () => "software" })).chosen.device).toBe("cpu");
  expect(await engineDevice("webgpu", { work }, machine)).toEqual({ device: "webgpu", fingerprint: "ab12" });
  expect((await askAuto(machine, {})).chosen).toEqual({ device: "webgpu", fingerprint: "ab12" });
  expect(measured).toEqual([]);
});

test("Ctrl-C while it is measured is no verdict on the GPU", async () => {
  const { machine } = machineWith(fasterGpu, { measure: () => Promise.reject(new Error("Ctrl-C")) });
  await expect(askAuto(machine)).rejects.toThrow("Ctrl-C");
});

test("a run goes on with the device that auto chose first, whichever is faster by then, and keeps what it was chosen by", async () => {
  const auto = (run: string, speeds: DeviceSpeeds) => {
    const { machine, measured } = machineWith(speeds);
    const opened = openRun(join(root, run), {});
    return deviceFor(opened, "auto", {}, { work }, machine).then(({ device }) => {
      const recorded = [recordedDevice(opened), opened.document("device/auto")];
      opened.close();
      return { device, recorded, measured: measured.length };
    });
  };
  const onGpu = [`webgpu ab12`, { device: "webgpu", ratio: 2, ...fasterGpu }];
  expect(await auto("gpu", fasterGpu)).toEqual({ device: "webgpu", recorded: onGpu, measured: 1 });
  expect(await auto("gpu", fasterCpu)).toEqual({ device: "webgpu", recorded: onGpu, measured: 0 });
  const onCpu = ["cpu", { device: "cpu", ratio: 2, ...fasterCpu }];
  expect(await auto("cpu", fasterCpu)).toEqual({ device: "cpu", recorded: onCpu, measured: 1 });
  expect(await auto("cpu", fasterGpu)).toEqual({ device: "cpu", recorded: onCpu, measured: 0 });
});
