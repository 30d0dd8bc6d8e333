import { createHash } from "node:crypto";
import { createReadStream, linkSync, statSync } from "node:fs";
import { join } from "node:path";
import { copyDurably, writeDurably } from "../../disk/index.ts";
import { readModelCompanions, replaceFolder } from "../../engine/index.ts";
import { InfrastructureError } from "../../mdp/index.ts";
import { readDone, type Fingerprint, type Job } from "./job.ts";

/**
 * Makes what a training wrote, weights or an adapter, a model folder that can be sampled: checks each file against what the
 * training vouched for, and adds the starting model's tokenizer, chat template and, to weights, configuration. Atomic (I6).
 *
 * @param start the starting model's folder
 * @param dtype what the weights are stored as
 * @throws InfrastructureError if a file is not what the training wrote
 */
export async function takeModel(job: Job, start: string, dtype: string, folder: string): Promise<void> {
  const files = Object.entries(readDone(job) ?? {}).filter(([name]) => isKept(name));
  const isAdapter = files.some(([name]) => name === adapterConfig);
  const source = join(job.folder, "model");
  for (const [name, want] of files) await verify(join(source, name), want);
  const companions = readModelCompanions(start);
  replaceFolder(
    folder,
    (writing) => {
      for (const [name] of files) linkOrCopy(join(source, name), join(writing, name));
      for (const [name, text] of companions) {
        if (name !== "config.json") writeDurably(join(writing, name), text);
        else if (!isAdapter) writeDurably(join(writing, name), withDtype(text, dtype));
      }
    },
    () => true,
    true,
  );
}

const adapterConfig = "adapter_config.json";
/** The other files that the training wrote are the library's copies of the starting model's. */
const isKept = (name: string): boolean => name === adapterConfig || /\.safetensors(\.index\.json)?$/.test(name);

async function verify(file: string, want: Fingerprint): Promise<void> {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size;
  const got = bytes === want.bytes ? await sha256Of(file) : undefined;
  if (got === want.sha256) return;
  throw new InfrastructureError(
    `${file} must have the ${want.bytes} bytes that the training wrote (SHA-256 ${want.sha256}), got ${bytes ?? "no file"}` +
      `${got === undefined ? "" : ` with ${got}`}; delete done.json in the folder above and run the same command to write it again`,
  );
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 22 })) hash.update(chunk as Buffer); // no encoding is set
  return hash.digest("hex");
}

/** No second copy of a large model where the file system can share one. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyDurably(from, to);
  }
}

/** The starting model's configuration, which names its own precision. */
function withDtype(text: string, dtype: string): string {
  const json = JSON.parse(text) as Readonly<Record<string, unknown>>; // the engine has read this file
  return `${JSON.stringify({ ...json, ["dtype" in json ? "dtype" : "torch_dtype"]: dtype }, null, 2)}\n`;
}
