import type { Graph } from "../graph.ts";
import { concatNode, gemm, reshapeNode, binary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { dim, fixedDim, GraphError } from "../value.ts";

/** Up to this many rows, a sum over one-hot rows by Gemm is faster than ScatterElements. */
const maxOneHotRows = 512;

/**
 * Rows of a table by number, the embedding of tokens.
 *
 * @param table [V, D]
 * @param ids int64 [T]; a row may occur many times
 * @returns [T, D]
 */
export function embed(graph: Graph, table: Value, ids: Value): Value {
  return graph.record(gatherRows(graph, table, ids), [table], (dy, gradients) =>
    gradients.addInto(table, (sum) => sumRowsById(graph, table, ids, dy, sum)),
  );
}

/**
 * Some rows of a matrix, each at most once.
 *
 * @param x [T, D]
 * @param rows int64 [P], which rows to take
 * @param places int64 [T], where each row of `x` went: its index in `rows`, or P if it was not taken;
 *   only the derivative reads it
 * @returns [P, D]
 */
export function takeRows(graph: Graph, x: Value, rows: Value, places?: Value): Value {
  return graph.record(gatherRows(graph, x, rows), [x], (dy, gradients) =>
    gradients.add(x, () => {
      if (!places) throw new GraphError("takeRows: its derivative needs `places`");
      const width = fixedDim(x, 1);
      const zeros = graph.constant([1, width], new Float32Array(width));
      return gatherRows(graph, concatNode(graph, [dy, zeros], 0), places);
    }),
  );
}

function gatherRows(graph: Graph, table: Value, ids: Value): Value {
  return graph.node({ op: "Gather", inputs: [table, ids], attributes: { axis: 0 } }, [dim(ids, 0), dim(table, 1)]);
}

/** sum[id] += dy[t] for each token t. ScatterND would race where an id repeats, ScatterElements does not. */
function sumRowsById(graph: Graph, table: Value, ids: Value, dy: Value, sum: Value | undefined): Value {
  const rows = fixedDim(table, 0);
  const tokens = dim(ids, 0);
  const width = fixedDim(table, 1);
  if (rows <= maxOneHotRows) {
    const offOn = graph.constant([2], Float32Array.of(0, 1));
    const inputs = [ids, graph.integer(rows), offOn];
    const oneHot = graph.node({ op: "OneHot", inputs, attributes: { axis: -1 } }, [tokens, rows]);
    return gemm(graph, oneHot, dy, { transposeA: true, ...(sum && { plus: sum }) });
  }
  const start = sum ?? binary(graph, "Mul", table, graph.scalar(0));
  const column = reshapeNode(graph, ids, [tokens, 1]);
  const everyElement = graph.node(
    { op: "Expand", inputs: [column, graph.integers([1, width])] },
    [tokens, width],
    "int64",
  );
  const inputs = [start, everyElement, dy];
  return graph.node({ op: "ScatterElements", inputs, attributes: { axis: 0, reduction: "add" } }, table.shape);
}
