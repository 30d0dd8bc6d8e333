import type { Tensor } from "onnxruntime-node";
import { tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { rotaryAngles, rotaryInputNames } from "../model/index.ts";

/** Positions of the first tables. */
const FEWEST_POSITIONS = 512;

/** The rotary angles that steps are fed: tables that grow with the longest sequence seen, by doubling. */
export class RotaryFeeds {
  readonly #config: ModelConfig;
  #positions = 0;
  #feeds: Readonly<Record<string, Tensor>> = {};

  constructor(config: ModelConfig) {
    this.#config = config;
  }

  /** Tables that hold this position at least. */
  reaching(position: number): Readonly<Record<string, Tensor>> {
    if (position < this.#positions) return this.#feeds;
    const enough = Math.max(FEWEST_POSITIONS, 2 ** Math.ceil(Math.log2(position + 1)));
    this.#positions = Math.min(enough, this.#config.maxPositions);
    const { cos, sin } = rotaryAngles(this.#config, this.#positions);
    const shape = [this.#positions, this.#config.headDim / 2];
    this.#feeds = { [rotaryInputNames.cos]: tensor(cos, shape), [rotaryInputNames.sin]: tensor(sin, shape) };
    return this.#feeds;
  }
}
