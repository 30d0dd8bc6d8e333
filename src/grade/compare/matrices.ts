import { apply, type MatrixNode, type Node } from "../parse/node.ts";

type Rows = MatrixNode["rows"];

const maxDepth = 20;

const sameShape = (a: Rows, b: Rows): boolean => a.length === b.length && a[0]?.length === b[0]?.length;

/** Entry by entry. */
const zip = (a: Rows, b: Rows, operator: "add" | "subtract"): Rows =>
  a.map((row, i) => row.map((entry, j) => apply(operator, entry, b[i]?.[j] ?? entry)));

function product(a: Rows, b: Rows): Rows | null {
  if (a[0]?.length !== b.length || a.length * b.length > 100) return null;
  return a.map((row) =>
    (b[0] ?? []).map((_, j) =>
      row
        .map((entry, k): Node => apply("multiply", entry, b[k]?.[j] ?? entry))
        .reduce((sum, term) => apply("add", sum, term)),
    ),
  );
}

const scale = (rows: Rows, by: (entry: Node) => Node): Rows => rows.map((row) => row.map(by));

function combine(operator: string, left: Node, right: Node, depth: number): Rows | null {
  const [a, b] = [rowsOf(left, depth + 1), rowsOf(right, depth + 1)];
  if (operator === "add" || operator === "subtract")
    return a === null || b === null || !sameShape(a, b) ? null : zip(a, b, operator);
  if (operator === "multiply") {
    if (a !== null && b !== null) return product(a, b);
    if (b !== null) return scale(b, (entry) => apply("multiply", left, entry));
    return a === null ? null : scale(a, (entry) => apply("multiply", entry, right));
  }
  if (operator === "divide")
    return a === null || b !== null ? null : scale(a, (entry) => apply("divide", entry, right));
  const isTransposition = operator === "power" && right.kind === "symbol" && /^(?:T|top|intercal)$/.test(right.name);
  return a === null || !isTransposition ? null : (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? left));
}

/** The entries of a matrix, however it is written: as an array, as a list of lists, times a number, transposed. */
export function rowsOf(node: Node, depth = 0): Rows | null {
  if (depth > maxDepth) return null;
  if (node.kind === "matrix") return node.rows;
  if (node.kind === "group") return rowsOfLists(node.items);
  if (node.kind !== "apply") return null;
  const [left, right] = node.args;
  if (left === undefined) return null;
  if (node.operator === "negate") {
    const rows = rowsOf(left, depth + 1);
    return rows === null ? null : scale(rows, (entry) => apply("negate", entry));
  }
  return right === undefined ? null : combine(node.operator, left, right, depth);
}

/** `[[1, 2], [3, 4]]`. */
function rowsOfLists(items: readonly Node[]): Rows | null {
  const rows = items.map((item) => (item.kind === "group" && item.open === "[" ? item.items : null));
  const known = rows.filter((row) => row !== null);
  return known.length === rows.length && known.every((row) => row.length === known[0]?.length) ? known : null;
}

/** The components of a matrix of one row or one column. */
export function componentsOf(rows: Rows): readonly Node[] | null {
  if (rows.length === 1) return rows[0] ?? null;
  return rows.every((row) => row.length === 1) ? rows.flat() : null;
}
