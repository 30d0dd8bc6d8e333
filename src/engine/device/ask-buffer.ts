import { EngineError } from "../errors.ts";
import { Graph, tensor } from "../graph/index.ts";
import { GpuSession, limitIn } from "./gpu-session.ts";

/** Every adapter binds buffers of this size: no smaller tensor need be asked for. */
export const SURE_BUFFER_BYTES = 128 * 1024 ** 2;

/** The outcome of asking a GPU for one buffer: null where it can be had. */
export type BufferRefusal = {
  /** The GPU's own limit, where its refusal names one. */
  readonly limitBytes: number | undefined;
  /** The refusal's words, in one line. */
  readonly said: string;
} | null;

/**
 * Asks the machine's GPU for one buffer that a program writes, and gives it back. ONNX Runtime does not tell an adapter's
 * limits, and memory that the limits allow may still be lacking: only asking tells.
 *
 * @throws EngineError where there is no GPU that can be used
 */
export async function askBuffer(bytes: number): Promise<BufferRefusal> {
  const graph = new Graph();
  const width = 1024;
  const rows = Math.ceil(bytes / (4 * width));
  const shape = graph.constant([2], BigInt64Array.of(BigInt(rows), BigInt(width)));
  graph.output("y", graph.node({ op: "Expand", inputs: [graph.input("x", [1, 1]), shape] }, [rows, width]));
  const session = await GpuSession.compile(graph, { resident: ["y"] });
  try {
    const { y } = await session.run({ x: tensor(Float32Array.of(1), [1, 1]) }, { y: null });
    y?.dispose();
    return null;
  } catch (error) {
    const own = error instanceof EngineError ? error.cause : error; // the device's own words, not what we make of them
    const message = own instanceof Error ? own.message : String(own);
    return { limitBytes: limitIn(message), said: message.split("\n")[0]?.trim() ?? "" };
  } finally {
    await session.release();
  }
}

/** A tensor that is to lie on the device, by the name under which a refusal speaks of it. */
export interface DeviceTensor {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Refuses what has a tensor that no buffer of the GPU holds, before anything is uploaded.
 *
 * @param ask see {@link askBuffer}
 * @throws EngineError with the tensor, its bytes, the limit and the cure
 */
export async function requireBuffers(
  tensors: readonly DeviceTensor[],
  ask: (bytes: number) => Promise<BufferRefusal>,
): Promise<void> {
  const [largest] = tensors.toSorted((a, b) => b.bytes - a.bytes);
  if (largest === undefined || largest.bytes <= SURE_BUFFER_BYTES) return;
  const refusal = await ask(largest.bytes);
  if (refusal === null) return;
  const { limitBytes, said } = refusal;
  const limit =
    limitBytes === undefined
      ? `the GPU gives no buffer of that size (${said})`
      : `the GPU's largest holds ${limitBytes}`;
  const more = limitBytes === undefined ? 0 : tensors.filter(({ bytes }) => bytes > limitBytes).length - 1;
  throw new EngineError(
    `${largest.name} takes a buffer of ${largest.bytes} bytes, but ${limit}` +
      `${more > 0 ? `, and ${more} more of its tensors are too large` : ""}; ` +
      "take device cpu, or a model with a smaller vocabulary or width",
  );
}
