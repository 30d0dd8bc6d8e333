import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const realDriver = "/usr/lib/chromium/libvk_swiftshader.so";
const canCompile = spawnSync("cc", ["--version"]).status === 0;
const root = mkdtempSync(join(tmpdir(), "rise-lost-device-"));
const library = join(root, "liblosing.so");
const manifest = join(root, "losing.json");
afterAll(() => rmSync(root, { recursive: true }));

const device = join(import.meta.dirname, "../../src/engine/device/index.ts");
const graph = join(import.meta.dirname, "../../src/engine/graph/index.ts");
const errors = join(import.meta.dirname, "../../src/engine/errors.ts");

/** Brings a tensor to the device and back as often as is asked, then computes on the processor. */
const script = `
  import { GpuMemory } from ${JSON.stringify(device)};
  import { compile, Graph, tensor, unary } from ${JSON.stringify(graph)};
  import { EngineError } from ${JSON.stringify(errors)};
  const memory = new GpuMemory();
  const tell = (error) => console.log(error instanceof EngineError, error.message);
  try {
    for (let time = 0; time < 8; time++) {
      const there = await memory.upload(Float32Array.of(time, 2), [2]);
      await memory.download(there, new Float32Array(2));
    }
    console.log("whole");
  } catch (error) {
    tell(error);
  }
  const own = new Graph();
  own.output("y", unary(own, "Neg", own.input("x", [1])));
  const session = await compile(own, { threads: 1 });
  console.log("processor", (await session.run({ x: tensor(Float32Array.of(3), [1]) })).y.data[0]);`;

function run(submits: number) {
  return spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script], {
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, VK_DRIVER_FILES: manifest, REAL_DRIVER: realDriver, SUBMITS: String(submits) },
  });
}

describe.skipIf(!existsSync(realDriver) || !canCompile)("a driver that loses its device", () => {
  beforeAll(() => {
    const source = join(import.meta.dirname, "losing-driver.c");
    const compiled = spawnSync("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"], { encoding: "utf8" });
    expect([compiled.status, compiled.stderr]).toEqual([0, ""]);
    const driver = { file_format_version: "1.0.0", ICD: { library_path: library, api_version: "1.0.5" } };
    writeFileSync(manifest, JSON.stringify(driver));
  });

  test("computes as long as it has it", () => {
    const { status, stdout } = run(1_000_000);
    expect([status, stdout]).toEqual([0, "whole\nprocessor -3\n"]);
  });

  test.each([0, 1, 5])(
    "after %d pieces of work: one error says so, the processor still computes, the process ends",
    (submits) => {
      const { status, stdout } = run(submits);
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(/^true the GPU was lost while it computed .*\nprocessor -3\n$/),
      ]);
    },
  );
});
