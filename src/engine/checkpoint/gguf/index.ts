/** GGUF files, opened as model folders are. */
import { statSync } from "node:fs";
import type { Json } from "../json-fields.ts";
import type { MetaValue } from "./header.ts";
import { configJson, endIds, Metadata } from "./config-json.ts";
import type { GgufFile } from "./header.ts";
import { ropeScaling } from "./rope.ts";
import { tokenizerJson } from "./tokenizer-json.ts";

export { architectureOf } from "./config-json.ts";
export type { GgufFile } from "./header.ts";
export { readGgufHeader } from "./header.ts";
export { ggufWeights } from "./weights.ts";

/** Whether a model's place is a file rather than a folder: that must then be a GGUF file, which `readGgufHeader` requires. */
export function isGgufFile(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * The text files that a Hugging Face folder of the model in a GGUF file would hold, by name.
 *
 * @throws UnsupportedModelError naming what the engine does not compute
 */
export function ggufCompanions(opened: GgufFile): ReadonlyMap<string, string> {
  const eos = endIds(opened);
  const template = new Metadata(opened).text("tokenizer.chat_template");
  const files: readonly (readonly [string, Json])[] = [
    ["config.json", configJson(opened, ropeScaling(opened))],
    ["generation_config.json", eos.length === 0 ? {} : { eos_token_id: eos }],
    ["tokenizer.json", tokenizerJson(opened)],
    ["tokenizer_config.json", tokenizerConfig(opened)],
  ];
  const texts = files.map(([name, json]) => [name, `${JSON.stringify(json, null, 2)}\n`] as const);
  return new Map([...texts, ...(template === undefined ? [] : [["chat_template.jinja", template] as const])]);
}

function tokenizerConfig({ metadata }: GgufFile): Json {
  const tokens = metadata.get("tokenizer.ggml.tokens") ?? [];
  const textOf = (id: MetaValue | undefined): MetaValue | undefined =>
    typeof tokens === "object" && typeof id === "number" ? tokens[id] : undefined;
  const names = { bos_token: "bos", eos_token: "eos", unk_token: "unknown", pad_token: "padding" };
  const special = Object.entries(names).map(([name, key]) => [
    name,
    textOf(metadata.get(`tokenizer.ggml.${key}_token_id`)),
  ]);
  return {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...Object.fromEntries(special.filter(([, text]) => text !== undefined)),
  };
}
