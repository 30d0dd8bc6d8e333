import type { RewardedTurn } from "./rewarded-turn.ts";
import type { WeightConfig } from "./weight-schema.ts";

/**
 * The baseline of each turn: the mean credit of all attempts at its problem (`prompt`, the paper), or of all attempts at
 * that turn (`turn`).
 *
 * @param turns shape [N]
 * @param credits shape [N]
 * @returns shape [N]
 */
export function baselines(
  turns: readonly RewardedTurn[],
  credits: readonly number[],
  baseline: WeightConfig["baseline"],
): readonly number[] {
  const group = ({ trajectory, index }: RewardedTurn): string =>
    baseline === "prompt" ? trajectory.problem.id : String(index);
  const totals = new Map<string, { sum: number; count: number }>();
  turns.forEach((turn, i) => {
    const { sum, count } = totals.get(group(turn)) ?? { sum: 0, count: 0 };
    totals.set(group(turn), { sum: sum + (credits[i] ?? 0), count: count + 1 });
  });
  return turns.map((turn) => {
    const { sum, count } = totals.get(group(turn)) ?? { sum: 0, count: 1 };
    return sum / count;
  });
}
