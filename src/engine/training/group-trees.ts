import type { Share } from "./trainer.ts";
import type { TokenTree } from "./token-tree.ts";

/** Trees for one run of a graph, one in each row. */
interface TreeGroup {
  /** S, the steps of a row: those of the largest tree, rounded up. */
  readonly steps: number;
  readonly trees: readonly TokenTree[];
}

/**
 * Puts trees of like size together, so that little of a row stays unused, and as many in each group as can be.
 *
 * @param tokensPerGroup most steps of a group's rows together, but for a single tree of more
 * @param share of the trees; every sharer gets large ones and small ones
 */
export function groupTrees(
  trees: readonly TokenTree[],
  tokensPerGroup: number,
  { index, of }: Share,
): readonly TreeGroup[] {
  const largestFirst = trees.toSorted((a, b) => b.steps - a.steps);
  const own = largestFirst.filter((_, i) => i % of === index);
  const most = Math.max(1, Math.floor(tokensPerGroup / stepsFor(own)));
  const count = Math.ceil(own.length / most);
  const size = Math.ceil(own.length / Math.max(1, count));
  return Array.from({ length: count }, (_, i) => {
    const group = own.slice(i * size, (i + 1) * size);
    return { steps: stepsFor(group), trees: group };
  });
}

const stepsFor = ([largest]: readonly TokenTree[]): number => roundedSteps(largest?.steps ?? 1);

/** Rounds up to one of few sizes, for each needs a compiled graph of its own. */
export function roundedSteps(steps: number): number {
  const grain = Math.max(32, 2 ** Math.floor(Math.log2(steps) - 2));
  return Math.ceil(steps / grain) * grain;
}
