import { createRng, pick, type Problem, seedOf, type Split } from "../../mdp/index.ts";
import type { Level, LevelName } from "./level.ts";
import { levels } from "./level.ts";
import { type Calculation, drawPlan } from "./plan.ts";
import { stories } from "./stories.ts";
import type { EventKind } from "./story.ts";
import { tell } from "./tell.ts";

/** Which problems to draw. */
export interface DrawOptions {
  readonly level: LevelName;
  readonly split: Split;
  readonly count: number;
  readonly seed: number;
}

/**
 * The split that a problem's arithmetic belongs to, whatever the seed, the level and the words around it: one in ten is
 * for testing, one in ten for validation. So no calculation chain of a training problem is ever a test problem's (I8).
 */
export function splitOf(calculations: readonly Calculation[]): Split {
  const bucket = seedOf(...calculations.map(({ left, operator, right }) => `${left}${operator}${right}`)) % 10;
  return bucket === 0 ? "test" : bucket === 1 ? "validation" : "train";
}

/**
 * Draws problems of one level and split, no two with the same calculations.
 *
 * @returns shape [count]; a longer draw begins with the shorter one
 */
export function drawProblems({ level, split, count, seed }: DrawOptions): readonly Problem[] {
  const rng = createRng(seedOf("word-problems", level, split, seed));
  const drawn = new Map<string, Problem>();
  while (drawn.size < count) {
    const candidate = drawCandidate(rng, levels[level]);
    if (splitOf(candidate.calculations) !== split || drawn.has(candidate.solution)) continue;
    const { question, answer, solution } = candidate;
    const id = `${level}-${seed}-${split}-${drawn.size}`;
    drawn.set(solution, { id, question, answer, solution });
  }
  return [...drawn.values()];
}

function drawCandidate(rng: ReturnType<typeof createRng>, level: Level) {
  const story = pick(rng, stories);
  const kinds = Object.keys(story.events) as EventKind[]; // the record's keys are event kinds by its type
  const plan = drawPlan(rng, level, kinds);
  return { ...tell(rng, story, plan), calculations: plan.flatMap((event) => event.calculations) };
}
