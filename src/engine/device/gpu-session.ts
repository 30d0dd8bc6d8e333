import { InferenceSession, type Tensor } from "onnxruntime-node";
import { EngineError } from "../errors.ts";
import { encodeModel, type Graph, loweredFeeds, type LoweredGraph, lowerForWebGpu } from "../graph/index.ts";

/** How a graph is to run on the GPU. */
export interface GpuCompileOptions {
  /** Results that stay on the device, in new tensors. */
  readonly resident?: readonly string[];
  /** Results that are written to tensors of the device that `run` is given, and that may be fed as well. The others come to memory. */
  readonly inPlace?: readonly string[];
  /** How much of what is asked of the device is checked first; "full" costs time and is for tests. */
  readonly validation?: "basic" | "full";
}

type Tensors = Readonly<Record<string, Tensor>>;

/** A graph compiled for the GPU. It and its tensors belong to the thread that made them. */
export class GpuSession {
  readonly #session: InferenceSession;
  readonly #inputs: LoweredGraph["inputs"];

  private constructor(session: InferenceSession, inputs: LoweredGraph["inputs"]) {
    this.#session = session;
    this.#inputs = inputs;
  }

  /**
   * Lowers a graph and compiles it.
   *
   * @throws EngineError where there is no GPU that can be used; whatever ONNX Runtime throws where the provider lacks an operator
   */
  static async compile(graph: Graph, options: GpuCompileOptions = {}): Promise<GpuSession> {
    const { resident = [], inPlace = [], validation = "basic" } = options;
    const lowered = lowerForWebGpu(graph, new Set(inPlace));
    const { bytes, externalData } = encodeModel(lowered.graph);
    const locations = [...graph.outputs.keys()].map((name) => [name, resident.includes(name) ? "gpu-buffer" : "cpu"]);
    try {
      const session = await InferenceSession.create(bytes, {
        externalData,
        executionProviders: [{ name: "webgpu", validationMode: validation }],
        preferredOutputLocation: Object.fromEntries(locations) as Record<string, "gpu-buffer" | "cpu">, // as made above
        graphOptimizationLevel: "disabled",
        enableMemPattern: false,
        logSeverityLevel: 4,
        // An operator that the provider lacks would run on the processor, its tensors copied there and back, in silence.
        extra: { session: { disable_cpu_ep_fallback: "1" } },
      });
      return new GpuSession(session, lowered.inputs);
    } catch (error) {
      throw withoutGpu(error) ?? error;
    }
  }

  /**
   * Runs the graph.
   *
   * @param feeds by the original graph's names, in memory or on the device
   * @param results all of the graph's, each with the device's tensor that it goes to, or null for a new one
   * @throws EngineError where the GPU is lost or its memory is used up
   */
  async run(feeds: Tensors, results: Readonly<Record<string, Tensor | null>>): Promise<Tensors> {
    try {
      return await this.#session.run(loweredFeeds({ inputs: this.#inputs }, feeds), results);
    } catch (error) {
      throw whileComputing(error) ?? error;
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** The limit in the words of a refusal: Dawn's of a buffer, or ONNX Runtime's of a binding. */
export function limitIn(message: string): number | undefined {
  const words = /max buffer size limit \((\d+)\)|exceeding maxStorageBufferBindingSize of (\d+)/.exec(message);
  return words === null ? undefined : Number(words[1] ?? words[2]);
}

/** ONNX Runtime's ways to say that there is no adapter, or no WebGPU in this build. */
const adapterErrors = /WebGPU adapter|WebGPU device|webgpu.*(not|no) (supported|available|found)|backend not found/i;

/** Dawn's ways to say that the device is gone, and that it has no room; the second may come with the first, and is its cause. */
const [lost, full] = [
  /device\]? is lost|device lost|VK_ERROR_DEVICE_LOST/i,
  /OUT_OF_(DEVICE_|HOST_)?MEMORY|out of memory/i,
];

function whileComputing(error: unknown): EngineError | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (full.test(message)) {
    return new EngineError(
      "the GPU has no memory left for this model; close other programs that use it, take a smaller model or device cpu (`npx rise-lm plan` says what a run needs)",
      { cause: error },
    );
  }
  const limitBytes = limitIn(message);
  if (limitBytes !== undefined) {
    return new EngineError(
      `what is computed at once needs a larger buffer than the GPU's largest, ${limitBytes} bytes; take shorter rows or a smaller mdp.maxTokens, a smaller model, or device cpu`,
      { cause: error },
    );
  }
  if (!lost.test(message)) return undefined;
  return new EngineError(
    "the GPU was lost while it computed (its driver was reset, the machine slept, or its memory was used up); what was recorded is kept: run the same command again, or take device cpu",
    { cause: error },
  );
}

function withoutGpu(error: unknown): EngineError | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (!adapterErrors.test(message)) return undefined;
  const said = message.split("was false. ").at(-1)?.split("\n")[0]; // before it stands ONNX Runtime's own source
  return new EngineError(
    `device webgpu needs a GPU with a driver for Vulkan, Metal or Direct3D 12, but ONNX Runtime found none (${said}); install the driver, or take device cpu`,
    { cause: error },
  );
}
