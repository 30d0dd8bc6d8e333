import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  BUILT_IN_CHAT_TEMPLATE,
  BUILT_IN_SPECIAL_TOKENS,
  modelConfigJson,
  trainTokenizer,
  type ModelConfig,
} from "../src/engine/index.ts";
import { parameterTable } from "../src/engine/model/index.ts";

/** The shape of Llama 2 7B. */
export const largeConfig: ModelConfig = {
  hiddenSize: 4096,
  layers: 32,
  heads: 32,
  kvHeads: 32,
  headDim: 128,
  intermediateSize: 11_008,
  vocabSize: 32_000,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: false,
  maxPositions: 4096,
};

const shards = 3;

/**
 * Writes a model folder of 13 GB, BF16 in three shards, that takes hardly any disk: its weights are holes in sparse files, and
 * read as 0.
 */
export function writeLargeModel(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const tokenizer = trainTokenizer(["What is 3 + 4?"], { vocabSize: 320, specialTokens: BUILT_IN_SPECIAL_TOKENS });
  const texts = {
    "config.json": JSON.stringify({ ...modelConfigJson(largeConfig, [1]), torch_dtype: "bfloat16" }),
    "generation_config.json": JSON.stringify({ eos_token_id: 1 }),
    "tokenizer.json": JSON.stringify(tokenizer),
    "chat_template.jinja": BUILT_IN_CHAT_TEMPLATE,
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  const parameters = parameterTable(largeConfig);
  const perShard = Math.ceil(parameters.length / shards);
  const map: Record<string, string> = {};
  for (let shard = 0; shard < shards; shard++) {
    const file = `model-0000${shard + 1}-of-0000${shards}.safetensors`;
    const own = parameters.slice(shard * perShard, (shard + 1) * perShard);
    for (const { name } of own) map[name] = file;
    writeSparse(join(folder, file), own);
  }
  writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify({ weight_map: map }));
}

function writeSparse(
  file: string,
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
): void {
  let end = 0;
  const entries = tensors.map(({ name, shape }) => {
    const begin = end;
    end += 2 * shape.reduce((a, b) => a * b, 1);
    return [name, { dtype: "BF16", shape, data_offsets: [begin, end] }] as const;
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const header = new Uint8Array(8 + json.length);
  new DataView(header.buffer).setBigUint64(0, BigInt(json.length), true);
  header.set(json, 8);
  const descriptor = openSync(file, "w");
  writeSync(descriptor, header);
  ftruncateSync(descriptor, header.length + end);
  closeSync(descriptor);
}
