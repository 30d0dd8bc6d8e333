import type { RewardedTurn } from "./turns.ts";
import type { WeightConfig } from "./weight-schema.ts";

/** What a turn is credited with: its own reward, or the best reward reached from there on, each turn's wait discounted. */
export function creditOf(rewarded: RewardedTurn, { credit, discount }: WeightConfig): number {
  return credit === "immediate" ? rewarded.reward : bestRewardToGo(rewarded, discount);
}

function bestRewardToGo({ trajectory, index, reward }: RewardedTurn, discount: number): number {
  const later = trajectory.turns.slice(index + 1).map((turn, wait) => discount ** (wait + 1) * (turn.reward ?? 0));
  return Math.max(reward, ...later.filter((gain) => gain > 0)); // a later failure is not a gain, however discounted
}

/** What a turn is compared with: all attempts at its problem (`prompt`, the paper), or all attempts at that turn (`turn`). */
export function baselineGroup({ trajectory, index }: RewardedTurn, baseline: WeightConfig["baseline"]): string {
  return baseline === "prompt" ? trajectory.problem.id : String(index);
}

/**
 * The baseline of each turn: the mean credit of its group.
 *
 * @param groups shape [N]: see {@link baselineGroup}
 * @param credits shape [N]
 * @returns shape [N]
 */
export function baselines(groups: readonly string[], credits: readonly number[]): readonly number[] {
  const totals = new Map<string, { sum: number; count: number }>();
  groups.forEach((group, i) => {
    const { sum, count } = totals.get(group) ?? { sum: 0, count: 0 };
    totals.set(group, { sum: sum + (credits[i] ?? 0), count: count + 1 });
  });
  return groups.map((group) => {
    const { sum, count } = totals.get(group) ?? { sum: 0, count: 1 };
    return sum / count;
  });
}
