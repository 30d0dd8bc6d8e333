import { layOutPredictions, type PredictingStep, type Predictions } from "./predictions.ts";
import type { TokenNode, TokenTree } from "./token-tree.ts";

/** The numbers that a training or scoring graph is fed: B trees laid out in rows of S steps, T = B * S. */
export interface Batch extends Predictions {
  readonly rows: number;
  readonly steps: number;
  /** [T]; 0 where a row has no step */
  readonly tokens: BigInt64Array<ArrayBuffer>;
  /** [T, 1], the number of a token's ancestors */
  readonly positions: BigInt64Array<ArrayBuffer>;
  /** [B, S], the first step of the row that no longer sees this one */
  readonly visibleUntil: BigInt64Array<ArrayBuffer>;
}

/** One token that the model reads. */
interface Step {
  readonly node: TokenNode;
  readonly position: number;
  /** Index over all rows, row * S + step. */
  readonly place: number;
}

/**
 * Lays trees out as a batch, one in each row, every token before its descendants and these before anything else: so
 * the steps that see a token are a range, and one number for each token says who sees whom.
 *
 * @param steps S, at least every tree's number of steps
 * @param chunks in how many parts the logits are made
 */
export function layOut(trees: readonly TokenTree[], steps: number, vocabSize: number, chunks = 1): Batch {
  const size = trees.length * steps;
  const tokens = new BigInt64Array(size);
  const positions = new BigInt64Array(size);
  const visibleUntil = BigInt64Array.from({ length: size }, (_, place) => BigInt((place % steps) + 1)); // itself alone
  const predicting: PredictingStep[] = [];
  for (const [row, tree] of trees.entries()) {
    const inRow = stepsOf(tree, row * steps);
    const ends = subtreeEnds(inRow);
    for (const [index, { node, position, place }] of inRow.entries()) {
      tokens[place] = BigInt(node.token);
      positions[place] = BigInt(position);
      visibleUntil[place] = BigInt(ends[index] ?? 0);
    }
    const withTargets = inRow.map(({ node, place }) => ({ place, targets: targetsOf(node) }));
    predicting.push(...withTargets.filter(({ targets }) => targets.length > 0));
  }
  const predictions = layOutPredictions(predicting, size, vocabSize, chunks);
  return { rows: trees.length, steps, tokens, positions, visibleUntil, ...predictions };
}

const targetsOf = (node: TokenNode): TokenNode[] => [...node.children.values()].filter((child) => child.isTarget);

/** A tree's steps in depth-first order. */
function stepsOf(tree: TokenTree, firstPlace: number): Step[] {
  const steps: Step[] = [];
  const waiting = [...tree.root.children.values()].reverse().map((node) => ({ node, position: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, position } = next;
    if (node.children.size === 0) continue; // predicted only, never read
    steps.push({ node, position, place: firstPlace + steps.length });
    for (const child of [...node.children.values()].reverse()) waiting.push({ node: child, position: position + 1 });
  }
  return steps;
}

/** For each step in depth-first order, the first later step that does not descend from it. */
function subtreeEnds(steps: readonly Step[]): number[] {
  const ends = steps.map((_, index) => index + 1);
  const positionAt = (index: number): number => steps[index]?.position ?? -1;
  for (let index = steps.length - 2; index >= 0; index--) {
    let end = index + 1;
    while (positionAt(end) > positionAt(index)) end = ends[end] ?? end + 1;
    ends[index] = end;
  }
  return ends;
}
