import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";

const sampleBytes = 2 ** 20;

/**
 * Identifies the weights in a model or adapter folder without reading all of them: names, sizes, and the first and last
 * megabyte of each file. Training changes every one of these bytes.
 *
 * @returns 16 hexadecimal digits; undefined if there is no such folder here
 */
export function weightsDigest(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".safetensors")) hash.update(name).update(sampleOf(join(folder, name)));
    if (name === "config.json" || name === "adapter_config.json") hash.update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

function sampleOf(file: string): Buffer {
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    const ends = [0, Math.max(0, size - sampleBytes)].map((position) => {
      const buffer = Buffer.alloc(Math.min(sampleBytes, size));
      readSync(handle, buffer, 0, buffer.length, position);
      return buffer;
    });
    return Buffer.concat([Buffer.from(String(size)), ...ends]);
  } finally {
    closeSync(handle);
  }
}
