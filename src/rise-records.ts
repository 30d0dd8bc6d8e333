import {
  documentOf,
  isDegenerate,
  isTruncated,
  type Example,
  type Gathering,
  type RunDocuments,
  type RunStore,
  type Trajectory,
  type WeightsRecord,
} from "./mdp/index.ts";
import { effectiveSampleSize } from "./weight/index.ts";

/**
 * A step's document, from the store where the step is finished, else from the work, recorded before it is returned.
 *
 * @param work brings plain JSON
 */
export async function finished<Step extends keyof RunDocuments>(
  store: Pick<RunStore, "document" | "saveDocument">,
  step: Step,
  work: () => Promise<RunDocuments[Step]>,
): Promise<RunDocuments[Step]> {
  const document = documentOf(store, step);
  if (document !== undefined) return document;
  const made = await work();
  store.saveDocument(step, made);
  return made;
}

/** Counts an iteration's trajectories; a branch's turns before it are its trunk's. */
export function gatheringOf(trajectories: readonly Trajectory[]): Gathering {
  const turns = trajectories.flatMap(({ turns, branchesAt = 0 }) => turns.slice(branchesAt));
  const own = turns.filter(({ by }) => by === "policy");
  const improved = turns.filter(({ by }) => by === "improver");
  const trunks = trajectories.filter(({ branchesAt }) => branchesAt === undefined);
  return {
    trajectories: trunks.length,
    attempts: own.length,
    solved: trunks.filter((trunk) => trunk.turns.some(({ by, reward }) => by === "policy" && reward === 1)).length,
    improvements: improved.length,
    rightImprovements: improved.filter(({ reward }) => reward === 1).length,
    undecided: turns.filter(({ reward }) => reward === undefined).length,
    truncated: turns.filter(({ attempt }) => isTruncated(attempt)).length,
    degenerate: turns.filter(({ attempt }) => isDegenerate(attempt.text)).length,
    tokens: {
      generated: turns.reduce((sum, { attempt }) => sum + attempt.usage.generatedTokens, 0),
      read: turns.reduce((sum, { attempt }) => sum + attempt.usage.readTokens, 0),
    },
  };
}

/** Summarises an iteration's example weights. */
export function weightsRecordOf(examples: readonly Pick<Example, "weight">[]): WeightsRecord {
  const weights = examples.map(({ weight }) => weight);
  const underflowed = weights.filter((weight) => weight === 0).length;
  return {
    ...(underflowed > 0 && { underflowed }),
    examples: weights.length,
    effectiveSampleSize: effectiveSampleSize(weights),
    smallest: weights.reduce((a, b) => Math.min(a, b), Infinity),
    largest: weights.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}
