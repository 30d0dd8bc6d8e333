import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { force, writeAll, writeDurably as writeFileDurably } from "../../disk/index.ts";
import { encodeModel } from "../graph/index.ts";
import { exportGraph } from "../onnx/index.ts";
import type { Checkpoint, Companions } from "./checkpoint.ts";
import { asStored, isModelFile } from "./checkpoint.ts";
import { parseJson } from "./json-fields.ts";
import { replaceFolder, writeDurably } from "./replace.ts";

/** The folder of the ONNX files, and their names, as transformers.js looks for them. */
const FOLDER = "onnx";
const MODEL = "model.onnx";
const DATA = "model.onnx_data";

/**
 * Writes a model as an ONNX folder: `onnx/model.onnx` with its weights beside it, config.json and the tokenizer's files, as
 * transformers.js and Optimum read them. Atomic and durable, as `writeCheckpoint`; the same checkpoint gives the same bytes.
 *
 * @param notes as in `writeCheckpoint`
 */
export function writeOnnx(
  folder: string,
  { config, weights, companions }: Checkpoint,
  notes: ReadonlyMap<string, string> = new Map(),
): void {
  const { bytes, externalData } = encodeModel(exportGraph(config, weights), DATA);
  const write = (writing: string): void => {
    for (const [name, text] of forTransformersJs(companions)) writeDurably(writing, name, text);
    for (const [name, text] of notes) writeDurably(writing, name, text);
    mkdirSync(join(writing, FOLDER));
    writeFileDurably(join(writing, FOLDER, MODEL), bytes);
    writePieces(join(writing, FOLDER, DATA), externalData);
  };
  replaceFolder(folder, write, (name) => name === FOLDER || isModelFile(name));
}

/** transformers.js must be told that the weights are in a file of their own, and finds a chat template in one place alone. */
function forTransformersJs(companions: Companions): Companions {
  const settings = { dtype: "fp32", use_external_data_format: { [MODEL]: 1 } };
  const config = withField(companions, "config.json", "transformers.js_config", settings);
  const told = new Map([...companions, ["config.json", asStored(config)]]);
  const template = companions.get("chat_template.jinja");
  if (template === undefined) return told;
  return told.set("tokenizer_config.json", withField(companions, "tokenizer_config.json", "chat_template", template));
}

function withField(companions: Companions, file: string, field: string, value: unknown): string {
  const json = parseJson(companions.get(file) ?? "{}", file);
  return `${JSON.stringify({ ...json, [field]: value }, null, 2)}\n`;
}

function writePieces(file: string, pieces: readonly { readonly offset: number; readonly data: Uint8Array }[]): void {
  const descriptor = openSync(file, "w");
  try {
    for (const { offset, data } of pieces) writeAll(descriptor, data, offset);
    force(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
