/** Models as ONNX files for other runtimes. */
export { exportGraph } from "./export-graph.ts";
