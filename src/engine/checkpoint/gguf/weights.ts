import type { ModelConfig } from "../../model/index.ts";
import { CheckpointError } from "../checkpoint-error.ts";
import { fill, requireSame, withFile } from "../file-bytes.ts";
import type { WeightFile } from "../stored-weights.ts";
import type { Tensor } from "../tensor.ts";
import { expandBlocks } from "./blocks.ts";
import type { GgufFile, GgufTensor } from "./header.ts";
import { storedBytes } from "./layout.ts";

const outer: ReadonlyMap<string, string> = new Map([
  ["token_embd", "model.embed_tokens"],
  ["output_norm", "model.norm"],
  ["output", "lm_head"],
]);
const inner: ReadonlyMap<string, string> = new Map([
  ["attn_norm", "input_layernorm"],
  ["attn_q", "self_attn.q_proj"],
  ["attn_k", "self_attn.k_proj"],
  ["attn_v", "self_attn.v_proj"],
  ["attn_output", "self_attn.o_proj"],
  ["attn_q_norm", "self_attn.q_norm"],
  ["attn_k_norm", "self_attn.k_norm"],
  ["ffn_norm", "post_attention_layernorm"],
  ["ffn_gate", "mlp.gate_proj"],
  ["ffn_up", "mlp.up_proj"],
  ["ffn_down", "mlp.down_proj"],
]);

/** Hugging Face's name of one of llama.cpp's tensors; one that has none keeps its own, and is then refused by it. */
export function hubName(name: string): string {
  const [, layer, part = name, kind = ""] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const place = layer === undefined ? outer.get(part) : inner.get(part);
  if (place === undefined) return name;
  return layer === undefined ? `${place}.${kind}` : `model.layers.${layer}.${place}.${kind}`;
}

/** Of which architectures llama.cpp keeps the rows of queries and keys in another order: pairs of a rotation side by side. */
const pairedArchitectures: readonly string[] = ["llama"];

/** The weights of a GGUF file by Hugging Face's names. */
export function ggufWeights(opened: GgufFile, config: ModelConfig, architecture: string): WeightFile {
  const { file, fileBytes, identity } = opened;
  // The factors of scaled rotations are in the configuration.
  const tensors = opened.tensors.filter(({ name }) => name !== "rope_freqs.weight");
  const byName = new Map(tensors.map((tensor) => [hubName(tensor.name), tensor]));
  return {
    file,
    fileBytes,
    tensors: [...byName].map(([name, { shape, type }]) => ({ name, shape, type: type.name })),
    read: (names) =>
      withFile(file, (descriptor) => {
        requireSame(descriptor, file, identity);
        return names.map((name) => {
          const tensor = byName.get(name);
          if (tensor === undefined) throw new CheckpointError(`${file} must hold ${name}, but lacks it`);
          const read = readTensor(descriptor, file, tensor);
          const isPaired = pairedArchitectures.includes(architecture);
          return isPaired ? unpaired(read, name, config) : read;
        });
      }),
    areAlike: () => false, // the output layer is written only where it is another than the embedding
  };
}

/** Reads one tensor as it is stored; see `GgufTensor`. */
export function readTensor(descriptor: number, file: string, tensor: GgufTensor): Tensor {
  const stored = new Uint8Array(storedBytes(tensor));
  fill(descriptor, stored, tensor.begin, file);
  return { shape: tensor.shape, data: expandBlocks(tensor.type, stored) };
}

/** Rows of queries and keys in Hugging Face's order: within a head, first all first elements of the rotated pairs. */
function unpaired(tensor: Tensor, name: string, { heads, kvHeads }: ModelConfig): Tensor {
  const part = /\.self_attn\.([qk])_proj\.(?:weight|bias)$/.exec(name)?.[1];
  if (part === undefined) return tensor;
  const [rows = 0] = tensor.shape;
  const width = tensor.data.length / rows;
  const headRows = rows / (part === "q" ? heads : kvHeads);
  const data = new Float32Array(tensor.data.length);
  for (let row = 0; row < rows; row++) {
    const [head, at] = [Math.floor(row / headRows), row % headRows];
    const target = head * headRows + (at % 2) * (headRows / 2) + Math.floor(at / 2);
    data.set(tensor.data.subarray(row * width, (row + 1) * width), target * width);
  }
  return { shape: tensor.shape, data };
}
