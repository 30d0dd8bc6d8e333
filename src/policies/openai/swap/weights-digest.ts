import { createHash, type Hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const sampleBytes = 2 ** 20;

/**
 * Identifies the weights in a model or adapter folder, or in a GGUF file, without reading all of them: names, sizes, and the first and last
 * megabyte of each file. Training changes every one of these bytes.
 *
 * @returns 16 hexadecimal digits; undefined if there is no such folder or file here
 */
export function weightsDigest(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const hash = createHash("sha256");
  if (found.isFile()) return shortened(hash.update(basename(folder)).update(sampleOf(folder)));
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".safetensors")) hash.update(name).update(sampleOf(join(folder, name)));
    if (name === "config.json" || name === "adapter_config.json") hash.update(readFileSync(join(folder, name)));
  }
  return shortened(hash);
}

const shortened = (hash: Hash): string => hash.digest("hex").slice(0, 16);

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
