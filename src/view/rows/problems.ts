import { difficultyOf } from "../../mdp/index.ts";
import type { ProblemBrief } from "../shared/row.ts";

/** What a problem asks, and its gold answer. */
interface Asked {
  readonly question: string;
  readonly answer: string;
}

/** The problems of a run by their names, each known once: what a list shows of them is filled in as it becomes known. */
export class Problems {
  readonly #known = new Map<string, ProblemBrief>();

  /** The problem of a name; another part of the record may tell what it asks. */
  of(id: string, asked?: Asked): ProblemBrief {
    const known = this.#known.get(id);
    if (known !== undefined && (known.question !== "" || asked === undefined)) return known;
    const problem = Object.assign(known ?? { id }, { question: asked?.question ?? "", gold: asked?.answer ?? "" });
    this.#known.set(id, problem);
    return problem;
  }

  /** Adds the base's first attempts at a problem. */
  addBase(id: string, outcomes: readonly string[]): void {
    const problem = this.of(id);
    const decided = outcomes.filter((outcome) => outcome !== "error");
    const right = decided.filter((outcome) => outcome === "correct").length;
    const { base = { right: 0, of: 0 } } = problem;
    problem.base = { right: base.right + right, of: base.of + decided.length };
    const difficulty = difficultyOf(problem.base.right, problem.base.of);
    if (difficulty !== undefined) problem.difficulty = difficulty;
  }

  /** Fills in what a data set asks. */
  tell(problems: readonly (Asked & { readonly id: string })[]): void {
    for (const { id, question, answer } of problems) if (this.#known.has(id)) this.of(id, { question, answer });
  }

  get(id: string): ProblemBrief | undefined {
    return this.#known.get(id);
  }
}
