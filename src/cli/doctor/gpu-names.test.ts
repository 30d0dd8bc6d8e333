import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { gpuNames, softwareGpu } from "./gpu-names.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-pci-"));
afterAll(() => rmSync(folder, { recursive: true }));

function device(address: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, address));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, address, file), `${text}\n`);
}

test("display controllers are named by maker and number, other devices are not; a driver that is named comes first", () => {
  device("0000:00:1f.0", { class: "0x060100", vendor: "0x8086", device: "0x7a04" });
  device("0000:01:00.0", { class: "0x030000", vendor: "0x10de", device: "0x2684" });
  device("0000:02:00.0", { class: "0x038000", vendor: "0x1db7", device: "0xdc20" });
  expect(gpuNames({}, folder)).toBe("NVIDIA 0x2684, maker 0x1db7 0xdc20");
  expect(gpuNames({}, join(folder, "none"))).toBe("the GPU that the system gives");
  expect(gpuNames({ VK_DRIVER_FILES: "/a.json" }, folder)).toBe("the Vulkan driver /a.json");
});

test("a driver that computes on the processor is known by its name, a machine without a GPU by its missing device files", () => {
  const root = join(folder, "dev");
  mkdirSync(root);
  const software = (environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = "linux") =>
    softwareGpu(environment, platform, root);
  expect(software({})).toContain("this machine has no GPU");
  expect(software({}, "darwin")).toBeUndefined();
  writeFileSync(join(root, "nvidiactl"), "");
  expect(software({})).toBeUndefined();
  const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";
  for (const file of [swiftShader, "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json"]) {
    expect(software({ VK_DRIVER_FILES: file })).toBe(
      `the Vulkan driver ${file} computes on the processor in a GPU's place`,
    );
    expect(software({ VK_ICD_FILENAMES: file })).toContain("computes on the processor");
  }
  expect(software({ VK_DRIVER_FILES: "/usr/share/vulkan/icd.d/nvidia_icd.json" })).toBeUndefined();
  expect(software({ VK_DRIVER_FILES: [swiftShader, "/nvidia_icd.json"].join(delimiter) })).toBeUndefined();
  expect(software({ VK_DRIVER_FILES: "" })).toBeUndefined();
});
