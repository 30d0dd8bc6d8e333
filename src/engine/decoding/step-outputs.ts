import type { Tensor } from "onnxruntime-node";
import { tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { freshName } from "./cached-attention.ts";
import { stepOutputNames } from "./step-graphs.ts";

/** One result of a step: its shape for one row, and memory for as many rows as were ever asked for. */
interface Output {
  readonly name: string;
  readonly rowShape: readonly number[];
  buffer: Float32Array<ArrayBuffer>;
}

/** The memory into which ONNX Runtime writes a step's results: the same for every step, so that none is left to collect. */
export class StepOutputs {
  readonly #outputs: readonly Output[];

  /** @param steps C, new tokens of one row: 1 decodes, more read prompts */
  constructor(config: ModelConfig, steps: number) {
    const { layers, kvHeads, headDim, vocabSize } = config;
    const fresh = Array.from({ length: layers }, (_, layer) => [freshName("key", layer), freshName("value", layer)]);
    const distributions = steps === 1 ? Object.values(stepOutputNames) : [];
    const output = (name: string, rowShape: readonly number[]): Output => ({
      name,
      rowShape,
      buffer: new Float32Array(),
    });
    this.#outputs = [
      ...fresh.flat().map((name) => output(name, [kvHeads, steps, headDim])),
      ...distributions.map((name) => output(name, [vocabSize])),
    ];
  }

  /** Tensors by name for this many rows; what the last ones held is overwritten. */
  tensors(rows: number): Record<string, Tensor> {
    return Object.fromEntries(
      this.#outputs.map((output) => {
        const length = output.rowShape.reduce((product, size) => product * size, rows);
        if (output.buffer.length < length) output.buffer = new Float32Array(length);
        return [output.name, tensor(output.buffer.subarray(0, length), [rows, ...output.rowShape])];
      }),
    );
  }
}
