import { CheckpointError, UnsupportedModelError } from "../checkpoint-error.ts";
import type { Json } from "../json-fields.ts";
import type { GgufFile, MetaValue } from "./header.ts";

/** The architectures that are read, with what transformers calls them. */
const architectures: ReadonlyMap<string, { readonly class: string; readonly modelType: string }> = new Map([
  ["llama", { class: "LlamaForCausalLM", modelType: "llama" }],
  ["qwen2", { class: "Qwen2ForCausalLM", modelType: "qwen2" }],
  ["qwen3", { class: "Qwen3ForCausalLM", modelType: "qwen3" }],
]);

/** Fields of an architecture that are read, or that change nothing. */
const knownFields: ReadonlySet<string> = new Set([
  "attention.causal",
  "attention.head_count",
  "attention.head_count_kv",
  "attention.key_length",
  "attention.layer_norm_rms_epsilon",
  "attention.value_length",
  "block_count",
  "context_length",
  "embedding_length",
  "feed_forward_length",
  "rope.dimension_count",
  "rope.freq_base",
  "rope.scaling.factor",
  "rope.scaling.finetuned",
  "rope.scaling.original_context_length",
  "rope.scaling.type",
  "vocab_size",
]);

/** Reads a file's metadata with the errors that it deserves. */
export class Metadata {
  readonly #file: GgufFile;

  constructor(file: GgufFile) {
    this.#file = file;
  }

  /** @throws UnsupportedModelError where the value is there and is not a number, or is wanted and missing */
  number(key: string, fallback?: number): number {
    const value = this.#file.metadata.get(key) ?? fallback;
    if (typeof value === "number") return value;
    throw this.refused(key, "a number", value);
  }

  /** A size: a whole number >= 1; errors as in `number`, CheckpointError for one that is damaged. */
  size(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (Number.isInteger(value) && value >= 1) return value;
    throw this.damaged(key, "a whole number >= 1", value);
  }

  text(key: string): string | undefined {
    const value = this.#file.metadata.get(key);
    if (value === undefined || typeof value === "string") return value;
    throw this.refused(key, "a text", value);
  }

  /** A list of texts, or of numbers; undefined where there is none. */
  list<T extends string | number>(key: string, isItem: (item: MetaValue) => item is T): readonly T[] | undefined {
    const value = this.#file.metadata.get(key);
    if (value === undefined) return undefined;
    if (typeof value === "object" && value.every(isItem)) return value;
    throw this.refused(key, "a list", value);
  }

  damaged(key: string, want: string, got: string | number): CheckpointError {
    return new CheckpointError(`${this.#file.file}: ${key} must be ${want}, got ${got}; download the file again`);
  }

  refused(key: string, want: string, got: MetaValue | undefined): UnsupportedModelError {
    const shown = typeof got === "object" ? `a list of ${got.length}` : JSON.stringify(got ?? null);
    return new UnsupportedModelError(
      `${this.#file.file}: ${key} must be ${want}, got ${shown}; the engine would compute other numbers than this model's authors`,
    );
  }
}

/** The architecture of a GGUF file. */
export function architectureOf(opened: GgufFile): string {
  const metadata = new Metadata(opened);
  refuseParts(opened);
  const name = metadata.text("general.architecture");
  if (name !== undefined && architectures.has(name)) return name;
  throw metadata.refused("general.architecture", `one of ${[...architectures.keys()].join(", ")}`, name);
}

/** @throws UnsupportedModelError for a file that holds no whole model: one of several parts, an adapter, sizes without weights */
function refuseParts({ file, metadata, tensors }: GgufFile): void {
  const refuse = (got: string): never => {
    throw new UnsupportedModelError(`${file} must hold a whole model, got ${got}`);
  };
  const parts = metadata.get("split.count");
  if (typeof parts === "number" && parts > 1) {
    refuse(`one of ${parts} parts; join them with llama.cpp's tool: llama-gguf-split --merge FIRST-PART MODEL.gguf`);
  }
  const kind = metadata.get("general.type") ?? "model";
  if (kind !== "model") refuse(`general.type ${JSON.stringify(kind)}; give the file of the model itself`);
  if (tensors.length === 0)
    refuse("no tensors, such as a file of a vocabulary alone; give the file of the model itself");
}

/** The config.json that a GGUF file's metadata amount to. */
export function configJson(opened: GgufFile, ropeScaling: Json | undefined): Json {
  const architecture = architectureOf(opened);
  const metadata = new Metadata(opened);
  refuseUnknownFields(opened, architecture, metadata);
  const keyOf = (name: string): string => `${architecture}.${name}`;
  const size = (name: string, fallback?: number): number => metadata.size(keyOf(name), fallback);
  const known = architectures.get(architecture);
  const names = new Set(opened.tensors.map(({ name }) => name));
  const heads = size("attention.head_count");
  const width = size("embedding_length");
  const headDim = size("attention.key_length", size("rope.dimension_count", Math.ceil(width / heads)));
  requireHeads(metadata, architecture, headDim);
  const embedding = opened.tensors.find(({ name }) => name === "token_embd.weight");
  const eos = [...new Set(endIds(opened))];
  return {
    architectures: [known?.class],
    model_type: known?.modelType,
    hidden_size: width,
    num_hidden_layers: size("block_count"),
    num_attention_heads: heads,
    num_key_value_heads: size("attention.head_count_kv", heads),
    head_dim: headDim,
    intermediate_size: size("feed_forward_length"),
    max_position_embeddings: size("context_length"),
    rms_norm_eps: metadata.number(keyOf("attention.layer_norm_rms_epsilon")),
    rope_theta: metadata.number(keyOf("rope.freq_base"), 10_000),
    ...(ropeScaling && { rope_scaling: ropeScaling }),
    vocab_size: embedding?.shape[0] ?? size("vocab_size"),
    tie_word_embeddings: !names.has("output.weight"),
    hidden_act: "silu",
    ...(architecture !== "qwen2" && { attention_bias: names.has("blk.0.attn_q.bias") }),
    ...(names.has("blk.0.ffn_gate.bias") && { mlp_bias: true }),
    bos_token_id: opened.metadata.get("tokenizer.ggml.bos_token_id") ?? null,
    eos_token_id: eos.length === 1 ? eos[0] : eos,
  };
}

/** Ids that end a turn or a text. */
export function endIds({ metadata }: GgufFile): readonly number[] {
  const keys = ["eos_token_id", "eot_token_id", "eom_token_id"];
  return keys.map((key) => metadata.get(`tokenizer.ggml.${key}`)).filter((id) => typeof id === "number"); // others are refused
}

function refuseUnknownFields({ metadata }: GgufFile, architecture: string, reader: Metadata): void {
  for (const [key, value] of metadata) {
    const [, field] = new RegExp(`^${architecture}\\.(.*)$`).exec(key) ?? [];
    if (field === undefined || knownFields.has(field) || value === 0 || value === false) continue;
    throw reader.refused(key, "absent", value);
  }
}

function requireHeads(metadata: Metadata, architecture: string, headDim: number): void {
  for (const field of ["attention.value_length", "rope.dimension_count"]) {
    const value = metadata.number(`${architecture}.${field}`, headDim);
    if (value !== headDim) throw metadata.refused(`${architecture}.${field}`, `${headDim}, a head's width`, value);
  }
}
