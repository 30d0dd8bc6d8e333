import type { TokenNode, TokenTree } from "./token-tree.ts";

/** The numbers that a training or scoring graph is fed: B trees laid out in rows of S steps, T = B * S. */
export interface Batch {
  readonly rows: number;
  readonly steps: number;
  /** [T]; 0 where a row has no step */
  readonly tokens: BigInt64Array<ArrayBuffer>;
  /** [T, 1], the number of a token's ancestors */
  readonly positions: BigInt64Array<ArrayBuffer>;
  /** [B, S], the first step of the row that no longer sees this one */
  readonly visibleUntil: BigInt64Array<ArrayBuffer>;
  /** [P], the steps, counted over all rows, from which something is predicted */
  readonly hiddenRows: BigInt64Array<ArrayBuffer>;
  /** [T], where each step is among `hiddenRows`, or P */
  readonly hiddenPlaces: BigInt64Array<ArrayBuffer>;
  /** [E], row of logits * V + token */
  readonly targetPlaces: BigInt64Array<ArrayBuffer>;
  /** [E] */
  readonly targetWeights: Float32Array<ArrayBuffer>;
  /** [P, 1], the sum of the weights of what is predicted from a row */
  readonly rowWeights: Float32Array<ArrayBuffer>;
  /** [E], the predicted tokens themselves */
  readonly targets: readonly TokenNode[];
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
 */
export function layOut(trees: readonly TokenTree[], steps: number, vocabSize: number): Batch {
  const size = trees.length * steps;
  const tokens = new BigInt64Array(size);
  const positions = new BigInt64Array(size);
  const visibleUntil = BigInt64Array.from({ length: size }, (_, place) => BigInt((place % steps) + 1)); // itself alone
  const taken: Step[] = []; // steps from which something is predicted
  for (const [row, tree] of trees.entries()) {
    const inRow = stepsOf(tree, row * steps);
    const ends = subtreeEnds(inRow);
    for (const [index, { node, position, place }] of inRow.entries()) {
      tokens[place] = BigInt(node.token);
      positions[place] = BigInt(position);
      visibleUntil[place] = BigInt(ends[index] ?? 0);
    }
    taken.push(...inRow.filter(({ node }) => targetsOf(node).length > 0));
  }
  return { rows: trees.length, steps, tokens, positions, visibleUntil, ...predictions(taken, size, vocabSize) };
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

function predictions(taken: readonly Step[], size: number, vocabSize: number) {
  const hiddenPlaces = new BigInt64Array(size).fill(BigInt(taken.length));
  for (const [row, { place }] of taken.entries()) hiddenPlaces[place] = BigInt(row);
  const found = taken.flatMap(({ node }, row) => targetsOf(node).map((target) => ({ target, row })));
  const rowWeights = new Float32Array(taken.length);
  for (const { target, row } of found) rowWeights[row] = (rowWeights[row] ?? 0) + target.weight;
  return {
    hiddenRows: BigInt64Array.from(taken, ({ place }) => BigInt(place)),
    hiddenPlaces,
    targetPlaces: BigInt64Array.from(found, ({ target, row }) => BigInt(row * vocabSize + target.token)),
    targetWeights: Float32Array.from(found, ({ target }) => target.weight),
    rowWeights,
    targets: found.map(({ target }) => target),
  };
}
