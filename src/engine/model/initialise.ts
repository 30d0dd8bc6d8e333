import { createRng, normalPair } from "../random.ts";
import type { Rng } from "../random.ts";
import type { ModelConfig } from "./config.ts";
import { embeddingName, parameterTable } from "./parameters.ts";
import type { Parameter } from "./parameters.ts";

/** The tensors of a model by Hugging Face name, row-major. */
export type Weights = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

/** Deviation of an embedding's elements; small, so that a new model's predictions are nearly uniform. */
const embeddingDeviation = 0.02;

/**
 * Random weights for training from scratch: gains 1, biases 0, matrices normal with deviation 1 / sqrt(inputs), those that
 * write into the residual stream smaller by sqrt(2 * layers), so that depth does not make it grow.
 *
 * @param seed same seed, same bytes
 * @see Radford et al. 2019 (GPT-2) for the residual scaling
 */
export function initialise(config: ModelConfig, seed: number): Weights {
  const rng = createRng(seed);
  return new Map(
    parameterTable(config).map((parameter) => {
      const elements = new Float32Array(parameter.shape.reduce((a, b) => a * b, 1));
      if (parameter.decayed) fillNormal(elements, deviation(config, parameter), rng);
      else if (!parameter.name.endsWith(".bias")) elements.fill(1);
      return [parameter.name, elements];
    }),
  );
}

function deviation(config: ModelConfig, { name, shape }: Parameter): number {
  if (name === embeddingName) return embeddingDeviation;
  const perInput = 1 / Math.sqrt(shape[1] ?? 1);
  const writesResidual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
  return writesResidual ? perInput / Math.sqrt(2 * config.layers) : perInput;
}

function fillNormal(elements: Float32Array, deviation: number, rng: Rng): void {
  for (let i = 0; i < elements.length; i += 2) {
    const [first, second] = normalPair(rng);
    elements[i] = deviation * first;
    if (i + 1 < elements.length) elements[i + 1] = deviation * second;
  }
}
