import "./without-telemetry.ts";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { encodeModel } from "./encode.ts";
import type { Graph } from "./graph.ts";

/** How ONNX Runtime is to run a graph. */
export interface CompileOptions {
  /** Threads within one operator. */
  readonly threads: number;
  /** Whether memory is kept between runs: faster, but large models then hold nearly twice as much. Default true. */
  readonly keepMemory?: boolean;
}

/**
 * Makes a graph ready to run. ONNX Runtime takes its own copy of the constants, laid out for speed where they are factors
 * of a Gemm. Threads sleep rather than spin while they wait: the machine may be shared.
 */
export function compile(graph: Graph, { threads, keepMemory = true }: CompileOptions): Promise<InferenceSession> {
  const { bytes, externalData } = encodeModel(graph);
  return InferenceSession.create(bytes, {
    externalData,
    intraOpNumThreads: threads,
    graphOptimizationLevel: "disabled", // the graphs are written as they are to run; optimising them gains nothing
    enableCpuMemArena: keepMemory,
    enableMemPattern: false, // a plan beside the arena takes half as much memory again, and no time less
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}

/**
 * Runs a graph of which results go to the caller's own memory. The package copies those as well: the copies are given back at
 * once, for until the next garbage collection two of all gradients of a model would pile up.
 *
 * @param into tensors over the caller's memory, by the results' names
 * @param names results that are returned
 */
export async function runInto(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  into: Readonly<Record<string, Tensor>>,
  names: readonly string[] = [],
): Promise<Readonly<Record<string, Tensor>>> {
  const results = await session.run(feeds, { ...into, ...Object.fromEntries(names.map((name) => [name, null])) });
  for (const [name, own] of Object.entries(into)) {
    const copy = results[name]?.data;
    if (copy instanceof Float32Array && copy !== own.data) free(copy);
  }
  return results;
}

/** Gives the results' memory back at once: it would pile up until the next garbage collection. They cannot be read any more. */
export function freeResults(results: Readonly<Record<string, Tensor>>): void {
  for (const { data } of Object.values(results)) if (data instanceof Float32Array) free(data);
}

/** Moving an array's memory to one of no bytes frees it. */
function free({ buffer }: Float32Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/**
 * A tensor over the caller's buffer, which is not copied.
 *
 * @param elements row-major, as many as the shape has
 */
export function tensor(elements: Float32Array | BigInt64Array, shape: readonly number[]): Tensor {
  return elements instanceof Float32Array
    ? new Tensor("float32", elements, shape)
    : new Tensor("int64", elements, shape);
}
