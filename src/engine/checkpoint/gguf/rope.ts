import { rotaryFrequencies } from "../../model/index.ts";
import { parseModelConfig } from "../architecture.ts";
import { withFile } from "../file-bytes.ts";
import type { Json } from "../json-fields.ts";
import { architectureOf, configJson, Metadata } from "./config-json.ts";
import type { GgufFile } from "./header.ts";
import { readTensor } from "./weights.ts";

/** What Llama 3.1 and later were stretched with, besides the factor: their files hold the factors of each frequency alone. */
const llama3 = { rope_type: "llama3", low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
/** Of the factors, which are stored as f32. */
const TOLERANCE = 1e-5;

/**
 * The `rope_scaling` of a GGUF file, as config.json has it.
 *
 * @throws UnsupportedModelError for a scaling that is not known, or for factors that are not those of the scaling that they look like
 */
export function ropeScaling(opened: GgufFile): Json | undefined {
  const metadata = new Metadata(opened);
  const prefix = `${architectureOf(opened)}.rope.scaling`;
  const type = metadata.text(`${prefix}.type`) ?? "none";
  if (type !== "none" && type !== "linear" && type !== "yarn")
    throw metadata.refused(`${prefix}.type`, "none, linear or yarn", type);
  const factors = storedFactors(opened);
  if (factors !== undefined) return llama3Scaling(opened, factors, metadata);
  if (type === "none") return undefined;
  const factor = metadata.number(`${prefix}.factor`);
  const positions = opened.metadata.get(`${prefix}.original_context_length`);
  return { rope_type: type, factor, ...(positions !== undefined && { original_max_position_embeddings: positions }) };
}

function storedFactors(opened: GgufFile): Float32Array | undefined {
  const tensor = opened.tensors.find(({ name }) => name === "rope_freqs.weight");
  return tensor && withFile(opened.file, (descriptor) => readTensor(descriptor, opened.file, tensor).data);
}

function llama3Scaling(opened: GgufFile, factors: Float32Array, metadata: Metadata): Json | undefined {
  const factor = Math.max(...factors);
  if (factors.every((one) => one === 1)) return undefined;
  const scaling = { ...llama3, factor };
  const [scaled, plain] = [scaling, undefined].map((one) =>
    rotaryFrequencies(parseModelConfig(configJson(opened, one))),
  );
  const isKnown = factors.every((one, i) => {
    const want = (plain?.[i] ?? 0) / (scaled?.[i] ?? 1);
    return Math.abs(one - want) <= TOLERANCE * want;
  });
  if (isKnown && factors.length === scaled?.length) return scaling;
  throw metadata.refused("rope_freqs.weight", "the factors of Llama 3's scaling", [...factors]);
}
