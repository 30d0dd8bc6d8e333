import type { TokenNode, WeightedRow } from "./token-tree.ts";
import { groupTrees, roundedSteps } from "./group-trees.ts";
import { TokenTree } from "./token-tree.ts";

/** Rows merged into trees, each of which fits one row of a batch. */
export interface Packed {
  /** Most steps that a tree may have. */
  readonly steps: number;
  readonly trees: readonly TokenTree[];
  /** For each row given, in the order given, its nodes: one for each token. */
  readonly paths: readonly (readonly TokenNode[])[];
}

/** Trees of up to this size, or of twice the longest row, are tried: two trajectories that share their prompt fit in one. */
const ampleSteps = 256;

/** The sizes that the cost of a packing depends on. */
interface PackingOptions {
  /** D: attention's share of a step's work grows as S / D. */
  readonly hiddenSize: number;
  /** Most steps of one run of a graph. */
  readonly tokensPerBatch: number;
  /** How many share the trees: the one with the largest takes longest. */
  readonly sharers: number;
}

/**
 * Packs rows into trees of the size that costs least: larger ones leave less room unused, smaller ones spend less on
 * attention.
 */
export function packCheaply(rows: readonly WeightedRow[], options: PackingOptions): Packed {
  const longest = rows.reduce((most, { tokens }) => Math.max(most, tokens.length - 1), 1);
  const most = Math.max(ampleSteps, Math.min(2 * longest, options.tokensPerBatch));
  let steps = roundedSteps(longest);
  let best = pack(rows, steps);
  while (steps < most) {
    steps = roundedSteps(steps + 1);
    const packed = pack(rows, steps);
    if (costOf(packed, options) < costOf(best, options)) best = packed;
  }
  return best;
}

function costOf({ trees }: Packed, { hiddenSize, tokensPerBatch, sharers }: PackingOptions): number {
  const groups = groupTrees(trees, tokensPerBatch, { index: 0, of: sharers });
  return groups.reduce((sum, { steps, trees }) => sum + trees.length * steps * (1 + steps / (6 * hiddenSize)), 0);
}

/**
 * Packs rows into as few trees of at most `maxSteps` steps as it easily can: longest row first, each into the tree that
 * grows least (it shares the longest beginning), and among those into the fullest.
 *
 * @throws RangeError if a row does not fit
 */
export function pack(rows: readonly WeightedRow[], maxSteps: number): Packed {
  const trees: TokenTree[] = [];
  const paths: (readonly TokenNode[])[] = rows.map(() => []);
  const longestFirst = rows.map((row, index) => ({ row, index }));
  longestFirst.sort((a, b) => b.row.tokens.length - a.row.tokens.length);
  for (const { row, index } of longestFirst) {
    if (row.tokens.length - 1 > maxSteps) {
      throw new RangeError(`row ${row.id} has ${row.tokens.length} tokens, more than ${maxSteps} + 1`);
    }
    paths[index] = placeFor(row, trees, maxSteps).insert(row);
  }
  return { steps: maxSteps, trees, paths };
}

/** The best tree for a row; a new one is appended where none has room. */
function placeFor({ tokens }: WeightedRow, trees: TokenTree[], maxSteps: number): TokenTree {
  let best: TokenTree | undefined;
  let bestGrowth = Infinity;
  for (const tree of trees) {
    const growth = tree.growth(tokens);
    if (tree.steps + growth > maxSteps || growth > bestGrowth) continue;
    if (growth < bestGrowth || !best || tree.steps > best.steps) [best, bestGrowth] = [tree, growth];
  }
  if (best) return best;
  const tree = new TokenTree();
  trees.push(tree);
  return tree;
}
