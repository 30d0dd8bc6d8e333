import { expect, test } from "vitest";
import { groupTrees, roundedSteps } from "./group-trees.ts";
import { TokenTree } from "./token-tree.ts";

const treeOf = (steps: number): TokenTree => {
  const tree = new TokenTree();
  tree.insert({ tokens: Array.from({ length: steps + 1 }, (_, i) => i), weights: [] });
  return tree;
};

test("trees of like size go together, in groups of even number, each with rows as long as its largest needs", () => {
  const trees = [40, 200, 60, 190, 100, 180, 90].map(treeOf);
  const groups = groupTrees(trees, 700, { index: 0, of: 1 }); // three rows of 224 fit
  expect(groups.map(({ steps, trees }) => [steps, trees.map((tree) => tree.steps)])).toEqual([
    [224, [200, 190, 180]],
    [128, [100, 90, 60]],
    [64, [40]],
  ]);
});

test("sharers get every tree once, large and small ones each; one without trees gets no group", () => {
  const trees = [10, 20, 30, 40, 50].map(treeOf);
  const shares = [0, 1].map((index) => groupTrees(trees, 64, { index, of: 2 }).flatMap((group) => group.trees));
  expect(shares.map((share) => share.map(({ steps }) => steps))).toEqual([
    [50, 30, 10],
    [40, 20],
  ]);
  expect(groupTrees(trees, 64, { index: 5, of: 6 })).toEqual([]);
});

test("steps are rounded up by at most a quarter, from 128 on", () => {
  expect([1, 33, 200, 300, 513].map(roundedSteps)).toEqual([32, 64, 224, 320, 640]);
});
