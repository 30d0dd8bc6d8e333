import { createRng, seedOf, type Problem } from "../mdp/index.ts";

/**
 * The problems that an iteration collects on. Where it takes fewer than there are, each iteration takes the next part of one
 * seeded order, beginning again at its end: more different problems teach more than the same ones again.
 *
 * @param count problems wanted; undefined or too many: all of them, in their own order
 * @param iteration counted from 1
 */
export function chooseProblems(
  problems: readonly Problem[],
  count: number | undefined,
  { iteration, seed }: { readonly iteration: number; readonly seed: number },
): readonly Problem[] {
  if (count === undefined || count >= problems.length) return problems;
  const order = createRng(seedOf(seed, "problems")).shuffle(problems);
  const begin = ((iteration - 1) * count) % order.length;
  return [...order.slice(begin), ...order].slice(0, count);
}
