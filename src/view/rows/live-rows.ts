import type { RequestHead } from "../../store/index.ts";
import type { Row, Stage } from "../shared/row.ts";
import type { Improver } from "../shared/row.ts";
import type { Problems } from "./problems.ts";
import { requestPlace } from "./request-key.ts";
import { stageOf } from "./stages.ts";

/** The rollouts of stages that are still sampling, from the requests that are recorded so far: nobody has graded them yet. */
export class LiveRows {
  readonly #rows = new Map<string, Row>();
  readonly #stages = new Map<string, Stage>();
  readonly #problems: Problems;
  readonly #improver: Improver | null;

  /** @param improver who improves in this run */
  constructor(problems: Problems, improver: Improver | null) {
    this.#problems = problems;
    this.#improver = improver;
  }

  /** @param isDone whether a stage's rollouts are recorded whole: then they are not these */
  add({ key, attempts }: RequestHead, isDone: (stage: string) => boolean): void {
    const place = requestPlace(key, this.#improver === "self");
    if (place === undefined || isDone(place.stage)) return;
    const { rollout, problem, sample, turns, isImprovers } = place;
    const before = this.#rows.get(rollout);
    const [first] = attempts;
    const letters = before?.turns ?? "";
    this.#rows.set(rollout, {
      id: rollout,
      stage: this.#stage(place.stage),
      problem: this.#problems.of(problem),
      sample,
      turns: letters.length >= turns ? letters : ".".repeat(turns),
      sameWrong: 0,
      isTruncated: before?.isTruncated === true || first?.isTruncated === true,
      answer: null,
      generatedTokens: (before?.generatedTokens ?? 0) + (first?.generatedTokens ?? 0),
      improver: isImprovers ? this.#improver : (before?.improver ?? null),
    });
  }

  /** Forgets a stage that is done. */
  drop(stage: string): void {
    this.#stages.delete(stage);
    for (const [id, row] of this.#rows) if (row.stage.name === stage) this.#rows.delete(id);
  }

  stages(): readonly string[] {
    return [...this.#stages.keys()];
  }

  of(stage: string): readonly Row[] {
    return [...this.#rows.values()].filter((row) => row.stage.name === stage);
  }

  #stage(name: string): Stage {
    const stage = this.#stages.get(name) ?? stageOf(name, true);
    this.#stages.set(name, stage);
    return stage;
  }
}
