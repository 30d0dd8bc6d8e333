import type { Probe } from "./probe.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** How long a run takes, by the speeds that a probe measured. */
export interface TimePlan {
  readonly samplingSeconds: number;
  readonly trainingSeconds: number;
  readonly totalSeconds: number;
}

/** A run's time: tokens that each model generates and that training reads, at the measured speeds. */
export function planTime({ stages, trainings }: Rehearsal, { policy, teacher, trainedTokensPerSec }: Probe): TimePlan {
  const samplingSeconds = stages.reduce((sum, { by, generatedTokens }) => {
    const { tokensPerSec } = by === "teacher" ? (teacher ?? policy) : policy;
    return sum + generatedTokens / Math.max(1e-9, tokensPerSec);
  }, 0);
  const trainedTokens = trainings.reduce((sum, { tokens }) => sum + tokens, 0);
  const trainingSeconds = trainedTokensPerSec === undefined ? 0 : trainedTokens / Math.max(1e-9, trainedTokensPerSec);
  return { samplingSeconds, trainingSeconds, totalSeconds: samplingSeconds + trainingSeconds };
}
