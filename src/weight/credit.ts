import type { RewardedTurn } from "./rewarded-turn.ts";
import type { WeightConfig } from "./weight-schema.ts";

/** What a turn is credited with: its own reward, or the best reward reached from there on, each turn's wait discounted. */
export function creditOf(rewarded: RewardedTurn, { credit, discount }: WeightConfig): number {
  return credit === "immediate" ? rewarded.reward : bestRewardToGo(rewarded, discount);
}

function bestRewardToGo({ trajectory, index, reward }: RewardedTurn, discount: number): number {
  const later = trajectory.turns.slice(index + 1).map((turn, wait) => discount ** (wait + 1) * (turn.reward ?? 0));
  return Math.max(reward, ...later.filter((gain) => gain > 0)); // a later failure is not a gain, however discounted
}
