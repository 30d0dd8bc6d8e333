import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { openRun, type RunDirectory } from "../../store/index.ts";
import { runIdentity } from "../config/run-identity.ts";
import { engineDevice, wantedDevice } from "../engine-device.ts";
import { deviceNotes, recordedDevice, requireDevice, requireKind } from "./require-device.ts";

const root = mkdtempSync(join(tmpdir(), "rise-device-"));
afterAll(() => rmSync(root, { recursive: true }));
const before = process.env["RISE_DEVICE"];
afterEach(() => {
  if (before === undefined) delete process.env["RISE_DEVICE"];
  else process.env["RISE_DEVICE"] = before;
});

test("a flag or a config's key comes before RISE_DEVICE, and that before the processor", () => {
  delete process.env["RISE_DEVICE"];
  expect(wantedDevice(undefined)).toBe("cpu");
  process.env["RISE_DEVICE"] = "auto";
  expect(wantedDevice(undefined)).toBe("auto");
  expect(wantedDevice("webgpu")).toBe("webgpu");
  process.env["RISE_DEVICE"] = "cuda";
  expect(() => wantedDevice(undefined)).toThrow('RISE_DEVICE must be cpu, webgpu or auto, got "cuda"');
});

test("how the device is named is no part of what a run is: its config may say it, a flag or the environment", () => {
  expect(runIdentity({ model: "m", engine: { device: "webgpu" } })).toEqual(runIdentity({ model: "m" }));
});

const gpu = "webgpu ab12";

test("what is recorded goes on under its device alone, and another GPU's bits are another device", () => {
  const [onCpu, onGpu] = [openRun(join(root, "cpu"), {}), openRun(join(root, "gpu"), {})];
  expect(recordedDevice(onCpu)).toBeUndefined();
  for (const run of [onCpu, onGpu]) requireDevice(run, run === onCpu ? "cpu" : gpu);
  onCpu.saveDocument("inputs", {}); // the processor's own device is not written down
  expect([recordedDevice(onCpu), recordedDevice(onGpu)]).toEqual(["cpu", gpu]);
  requireDevice(onCpu, "cpu");
  requireDevice(onGpu, gpu);
  expect(() => requireDevice(onCpu, gpu)).toThrow("the device was cpu, is now webgpu ab12");
  expect(() => requireDevice(onGpu, "cpu")).toThrow("the device was webgpu ab12, is now cpu");
  expect(() => requireDevice(onGpu, "webgpu cd34")).toThrow("the device was webgpu ab12, is now webgpu cd34");
  expect(deviceNotes(onGpu)).toEqual([]);
  for (const run of [onCpu, onGpu]) run.close();
});

test("another kind of device is refused before one is tested, and auto takes the record's", () => {
  const [onCpu, onGpu, fresh] = ["kind-cpu", "kind-gpu", "kind-new"].map((name) => openRun(join(root, name), {})) as [
    RunDirectory,
    RunDirectory,
    RunDirectory,
  ];
  onCpu.saveDocument("inputs", {});
  requireDevice(onGpu, gpu);
  expect(() => requireKind(onCpu, "webgpu")).toThrow("the device was cpu, is now webgpu");
  expect(() => requireKind(onGpu, "cpu")).toThrow("the device was webgpu ab12, is now cpu");
  expect([requireKind(onCpu, "cpu"), requireKind(onGpu, "webgpu")]).toEqual(["cpu", "webgpu"]);
  expect([requireKind(onCpu, "auto"), requireKind(onGpu, "auto")]).toEqual(["cpu", "webgpu"]);
  expect([requireKind(fresh, "auto"), requireKind(fresh, "webgpu")]).toEqual(["auto", "webgpu"]);
  for (const run of [onCpu, onGpu, fresh]) run.close();
});

test("a device that is accepted is the record's from then on, and the report says so", () => {
  const run = openRun(join(root, "accepted"), {});
  requireDevice(run, gpu);
  expect(requireKind(run, "cpu", { accept: true })).toBe("cpu");
  requireDevice(run, "cpu", { accept: true });
  requireDevice(run, "cpu");
  expect(() => requireDevice(run, gpu)).toThrow("the device was cpu, is now webgpu ab12");
  requireDevice(run, "webgpu cd34", { accept: true });
  expect(recordedDevice(run)).toBe("webgpu cd34");
  expect(deviceNotes(run)).toEqual([
    "The device was changed while the run was under way, and accepted: it was webgpu ab12, then cpu.",
    "The device was changed while the run was under way, and accepted: it was cpu, then webgpu cd34.",
  ]);
  run.close();
});

test("where a driver computes on the processor, auto takes the processor itself, untested", async () => {
  const driver = process.env["VK_DRIVER_FILES"];
  process.env["VK_DRIVER_FILES"] = "/somewhere/vk_swiftshader_icd.json"; // not there: a test of it would be an error
  const notes: string[] = [];
  expect(await engineDevice("auto", { note: (line) => notes.push(line) })).toEqual({ device: "cpu", fingerprint: "" });
  expect(notes).toEqual([expect.stringMatching(/^the processor computes, device cpu: the Vulkan driver .* computes on the processor/)]); // prettier-ignore
  if (driver === undefined) delete process.env["VK_DRIVER_FILES"];
  else process.env["VK_DRIVER_FILES"] = driver;
});
