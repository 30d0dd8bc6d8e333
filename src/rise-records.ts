import { isDegenerate, isTruncated, type Example, type RunStore, type Trajectory } from "./mdp/index.ts";
import { effectiveSampleSize } from "./weight/index.ts";

/**
 * A step's document, from the store where the step is finished, else from the work, recorded before it is returned.
 *
 * @param work brings plain JSON
 */
export async function finished<T>(store: RunStore, step: string, work: () => Promise<T>): Promise<T> {
  const document = store.document(step);
  if (document !== undefined) return document as T; // written below, by this program, under this name
  const made = await work();
  store.saveDocument(step, made);
  return made;
}

/** What an iteration collected and improved, counted. */
export interface Gathering {
  readonly trajectories: number;
  /** The policy's turns. */
  readonly attempts: number;
  /** Trajectories whose policy had a right attempt. */
  readonly solved: number;
  /** The improver's turns, and how many of them were right. */
  readonly improvements: number;
  readonly rightImprovements: number;
  /** Turns whose grader could not decide; they are never trained on. */
  readonly undecided: number;
  readonly truncated: number;
  /** Turns that end in a loop. */
  readonly degenerate: number;
  readonly tokens: { readonly generated: number; readonly read: number };
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

/** An iteration's weights in figures. */
export interface WeightsRecord {
  readonly examples: number;
  readonly effectiveSampleSize: number;
  readonly smallest: number;
  readonly largest: number;
}

/** Sums an iteration's example weights up. */
export function weightsOf(examples: readonly Pick<Example, "weight">[]): WeightsRecord {
  const weights = examples.map(({ weight }) => weight);
  return {
    examples: weights.length,
    effectiveSampleSize: effectiveSampleSize(weights),
    smallest: weights.reduce((a, b) => Math.min(a, b), Infinity),
    largest: weights.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}
