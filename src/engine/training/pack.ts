import type { TokenNode, WeightedRow } from "./token-tree.ts";
import { TokenTree } from "./token-tree.ts";

/** Rows merged into trees, each of which fits one row of a batch. */
export interface Packed {
  /** S, the steps of one row of the batch. */
  readonly steps: number;
  readonly trees: readonly TokenTree[];
  /** For each row given, in the order given, its nodes: one for each token. */
  readonly paths: readonly (readonly TokenNode[])[];
}

/** Rows of a batch need not be longer than this to pack well. */
const ampleSteps = 256;

/**
 * Packs rows at the number of steps that costs least: longer rows of a batch leave less room unused, shorter ones
 * spend less on attention.
 *
 * @param hiddenSize D: attention's share of a step's work grows as S / D
 * @param sharers how many share the trees: the one with the most of them takes longest
 */
export function packCheaply(rows: readonly WeightedRow[], hiddenSize: number, sharers = 1): Packed {
  const longest = rows.reduce((most, { tokens }) => Math.max(most, tokens.length - 1), 1);
  const cost = ({ steps, trees }: Packed): number =>
    Math.ceil(trees.length / sharers) * steps * (1 + steps / (4 * hiddenSize));
  let best = pack(rows, roundedSteps(longest));
  for (let steps = best.steps; steps < ampleSteps;) {
    steps = roundedSteps(steps + 1);
    const packed = pack(rows, steps);
    if (cost(packed) < cost(best)) best = packed;
  }
  return best;
}

/** Rounds up to one of few sizes, for each needs a compiled graph of its own. */
export function roundedSteps(steps: number): number {
  const grain = Math.max(64, 2 ** Math.floor(Math.log2(steps) - 2));
  return Math.ceil(steps / grain) * grain;
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
