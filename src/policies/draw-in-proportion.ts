import type { Rng } from "../mdp/index.ts";

/**
 * Draws as many items as there are, each in proportion to its weight, by systematic sampling: an item's count is its expectation
 * rounded down or up. The items pass in random order, since theirs may repeat itself, as attempt and better attempt do: in step
 * with such an order, the draws would take all of one kind and none of the other.
 *
 * @param weightOf >= 0, not 0 for all
 * @returns copies side by side, in the items' order
 */
export function drawInProportion<T>(items: readonly T[], weightOf: (item: T) => number, rng: Rng): readonly T[] {
  const unit = items.reduce((sum, item) => sum + weightOf(item), 0) / items.length;
  let [reached, next] = [0, rng.next()];
  const drawn = rng.shuffle([...items.entries()]).flatMap(([place, item]) => {
    reached += weightOf(item) / unit;
    const copies: { readonly place: number; readonly item: T }[] = [];
    for (; next < reached; next++) copies.push({ place, item });
    return copies;
  });
  return drawn.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
