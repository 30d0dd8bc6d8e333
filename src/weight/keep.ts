import { isTruncated } from "../mdp/index.ts";
import type { RewardedTurn } from "./rewarded-turn.ts";
import type { WeightConfig } from "./weight-schema.ts";

/**
 * Whether a turn becomes an example, by the authors' four filters: `all`; `better` than the turn before; `best`, as good as
 * any before; `success`, right. The first turn passes the first three.
 */
export function isKept(rewarded: RewardedTurn, { keep, truncated }: WeightConfig): boolean {
  if (truncated === "drop" && isTruncated(rewarded.turn.attempt)) return false;
  const { reward } = rewarded;
  const earlier = earlierRewards(rewarded);
  const previous = earlier.at(-1);
  switch (keep) {
    case "all":
      return true;
    case "better":
      return previous === undefined || reward > previous;
    case "best":
      return earlier.every((other) => reward >= other);
    case "success":
      return reward === 1;
  }
}

const earlierRewards = ({ trajectory, index }: RewardedTurn): readonly number[] =>
  trajectory.turns.slice(0, index).flatMap(({ reward }) => (reward === undefined ? [] : [reward]));
