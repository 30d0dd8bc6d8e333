/** Builds ONNX graphs, differentiates them and makes them ready to run. */
export { encodeModel } from "./encode.ts";
export { differentiate, differentiateFrom, Gradients, type Seed, type Wanted } from "./gradients.ts";
export { Graph, MICROSOFT, type Attribute, type Node, type NodeSpec } from "./graph.ts";
export {
  binary,
  compare,
  concatNode,
  gemm,
  reduce,
  reshapeNode,
  sliceNode,
  stackedProduct,
  transposeNode,
  unary,
} from "./nodes.ts";
export { add, multiply, reshape, subtract, transpose } from "./ops/arithmetic.ts";
export { attention, type QueryBlock } from "./ops/attention.ts";
export { crossEntropy, logProbabilities, type Targets } from "./ops/cross-entropy.ts";
export { dropout, noiseRange, type DropoutNoise } from "./ops/dropout.ts";
export { neededNodes } from "./needed-nodes.ts";
export { linear } from "./ops/linear.ts";
export { adaptedLinear, type LowRank } from "./ops/low-rank.ts";
export { quantizedLinear, type QuantizedMatrix } from "./ops/quantized-linear.ts";
export { rmsNorm } from "./ops/rms-norm.ts";
export { rotary, type RotaryTables } from "./ops/rotary.ts";
export { embed, takeRows } from "./ops/rows.ts";
export { segment, waitFor, type SegmentMemory } from "./ops/segment.ts";
export { swiglu } from "./ops/swiglu.ts";
export { compile, freeResults, runInto, tensor, type CompileOptions } from "./session.ts";
export {
  dim,
  elementCount,
  fixedDim,
  GraphError,
  sameShape,
  showShape,
  type Dim,
  type ElementType,
  type Shape,
  type Value,
} from "./value.ts";
export { loweredFeeds, lowerForWebGpu, type LoweredGraph } from "./webgpu/lower.ts";
