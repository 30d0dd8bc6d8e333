/** A rollout that a request belongs to, read off its key. */
interface RequestPlace {
  readonly stage: `collect/${number}` | `evaluate/${string}`;
  /** The rollout's id. */
  readonly rollout: string;
  readonly problem: string;
  readonly sample: string;
  /** How many turns are recorded once this is; the improver's own are told by `isImprovers`. */
  readonly turns: number;
  readonly isImprovers: boolean;
}

// A problem's name may hold anything, slashes too: the greedy group in the middle takes it, and the fixed ends stay what they are.
const collected = /^(\d+)\/(.+)\/(\d+)\/(\d+)$/s;
const improved = /^improve\/(\d+)\/(.+)\/(\d+)\/(\d+)$/s;
const evaluated = /^evaluate\/([^/]+)\/(\d+|greedy)\/(.+)\/(\d+|parallel|more)$/s;

/**
 * Reads a request's key as the stages write it.
 *
 * @param hasSeveral whether an improver asks several times at a state, each key then ending in the first sample's number
 * @returns undefined for requests that are no rollout's turn: critiques, examinations
 */
export function requestPlace(key: string, hasSeveral: boolean): RequestPlace | undefined {
  const evaluation = evaluated.exec(key);
  if (evaluation !== null) {
    const [, model = "", sample = "", problem = "", last = ""] = evaluation;
    if (last === "more") return undefined;
    const turns = last === "parallel" ? 1 : Number(last) + 1;
    const rollout = `evaluate/${model}/${sample}/${problem}`;
    return { stage: `evaluate/${model}`, rollout, problem, sample, turns, isImprovers: false };
  }
  const improvement = improved.exec(hasSeveral ? key.replace(/\/\d+$/, "") : key);
  const [, iteration, problem, sample, turn] = improvement ?? collected.exec(key) ?? [];
  if (iteration === undefined || problem === undefined || sample === undefined) return undefined;
  return {
    stage: `collect/${Number(iteration)}`,
    rollout: `${iteration}/${problem}/${sample}`,
    problem,
    sample,
    turns: Number(turn) + 1,
    isImprovers: improvement !== null,
  };
}
