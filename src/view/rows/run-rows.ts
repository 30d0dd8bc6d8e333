import { setImmediate } from "node:timers/promises";
import type { Evaluation } from "../../mdp/index.ts";
import type { RunBrowser } from "../../store/index.ts";
import type { Improver, Row, Stage } from "../shared/row.ts";
import { evaluationBrief, evaluationRows, firstOutcomes, type EvaluationBrief } from "./evaluation-rows.ts";
import { LiveRows } from "./live-rows.ts";
import { Problems } from "./problems.ts";
import { byStage, stageOf } from "./stages.ts";
import { firstOutcome, trainingRow } from "./training-rows.ts";

/** Read at a time: between two of them others are answered. */
const trajectoriesAtOnce = 400;
const requestsAtOnce = 2000;

/** A stage whose rollouts are recorded whole, and their rows, as far as they are read. */
interface RecordedStage {
  readonly stage: Stage;
  readonly rows: Row[];
  isRead: boolean;
}

/** Reads the run; each call sees it as it is then. */
type ReadRun = <T>(read: (run: RunBrowser) => T) => T;

/**
 * All rollouts of a run as a list holds them, without their texts, read bit by bit; reading again adds what has come since. A
 * hundred thousand of them take some forty megabytes.
 */
export class RunRows {
  readonly problems = new Problems();
  readonly #read: ReadRun;
  readonly #improver: Improver | null;
  readonly #done = new Map<string, RecordedStage>();
  #live: LiveRows;
  readonly #evaluations = new Map<string, EvaluationBrief>();
  #lastRequest: number | undefined;
  #byProblem: { readonly version: number; readonly rows: ReadonlyMap<string, readonly Row[]> } | undefined;
  #byId: { readonly version: number; readonly rows: ReadonlyMap<string, Row> } | undefined;
  #rows: readonly Row[] = [];
  #version = 0;

  /** @param improver who improves in this run */
  constructor(read: ReadRun, improver: Improver | null) {
    this.#read = read;
    this.#improver = improver;
    this.#live = new LiveRows(this.problems, improver);
  }

  /** In the order of the stages. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  get stages(): readonly Stage[] {
    return [...new Set(this.#rows.map(({ stage }) => stage))];
  }

  row(id: string): Row | undefined {
    if (this.#byId?.version !== this.#version) {
      this.#byId = { version: this.#version, rows: new Map(this.#rows.map((row) => [row.id, row])) };
    }
    return this.#byId.rows.get(id);
  }

  /** The rollouts on a problem. */
  ofProblem(id: string): readonly Row[] {
    if (this.#byProblem?.version !== this.#version) {
      this.#byProblem = { version: this.#version, rows: Map.groupBy(this.#rows, ({ problem }) => problem.id) };
    }
    return this.#byProblem.rows.get(id) ?? [];
  }

  /** What a finished evaluation recorded besides the rows. */
  evaluation(stage: string): EvaluationBrief | undefined {
    return this.#evaluations.get(stage);
  }

  /**
   * Reads what has come since the last time. Where that fails, the next time goes on where it was.
   *
   * @throws DamageError; DiskError
   */
  async refresh(): Promise<void> {
    const names = this.#read((run) => run.documentNames());
    for (const name of names.filter((one) => one.startsWith("evaluate/")).toSorted(byStage)) {
      if (!this.#done.has(name)) await this.#addEvaluation(name);
    }
    for (const iteration of this.#read((run) => run.iterations())) {
      if (this.#done.get(`collect/${iteration}`)?.isRead !== true) await this.#addIteration(iteration);
    }
    await this.#addLive();
  }

  /** Fills in what a data set asks. */
  tell(problems: Parameters<Problems["tell"]>[0]): void {
    this.problems.tell(problems);
    this.#version++; // lists show more than before
  }

  async #addEvaluation(name: string): Promise<void> {
    const document = this.#read((run) => run.document(name)) as Evaluation; // nothing else is written under these names
    const stage = stageOf(name, false);
    if (name === "evaluate/base")
      for (const outcomes of document.problems) this.problems.addBase(outcomes.problem, firstOutcomes(outcomes));
    this.#done.set(name, { stage, rows: evaluationRows(document, stage, this.problems), isRead: true });
    this.#evaluations.set(name, evaluationBrief(document));
    this.#publish(name);
    await setImmediate();
  }

  async #addIteration(iteration: number): Promise<void> {
    const name = `collect/${iteration}`;
    const recorded = this.#done.get(name) ?? { stage: stageOf(name, false), rows: [], isRead: false };
    this.#done.set(name, recorded);
    const { stage, rows } = recorded;
    for (;;) {
      const from = rows.length;
      const heads = this.#read((run) => run.heads(iteration, from, trajectoriesAtOnce));
      for (const head of heads) {
        rows.push(trainingRow(head, stage, this.problems, this.#improver ?? "self"));
        if (iteration === 1) this.problems.addBase(head.problem.id, firstOutcome(head));
      }
      if (heads.length < trajectoriesAtOnce) break;
      if (from % (25 * trajectoriesAtOnce) === 0) this.#publish(name);
      await setImmediate();
    }
    recorded.isRead = true;
    this.#publish(name);
  }

  /** What is sampled but belongs to no finished stage: the first time all of it, then what has come since. */
  async #addLive(): Promise<void> {
    const isDone = (stage: string): boolean => this.#done.has(stage);
    let after = this.#lastRequest;
    if (after === undefined) {
      this.#live = new LiveRows(this.problems, this.#improver); // what an earlier time read before it failed
      after = this.#read((run) => run.lastRequest());
      await this.#addUnfinished(isDone);
    }
    let isMore = this.#live.stages().length > 0 && this.#lastRequest === undefined;
    for (;;) {
      const requests = this.#read((run) => run.newRequests(after ?? 0, requestsAtOnce));
      for (const request of requests) this.#live.add(request, isDone);
      after = requests.at(-1)?.row ?? after;
      if (this.#lastRequest !== undefined) this.#lastRequest = after;
      isMore ||= requests.length > 0;
      if (requests.length < requestsAtOnce) break;
      await setImmediate();
    }
    this.#lastRequest = after;
    if (isMore) this.#publish();
  }

  /** The requests of stages that are not done, found by how their keys begin: of a long run's others none is read. */
  async #addUnfinished(isDone: (stage: string) => boolean): Promise<void> {
    const last = Math.max(0, ...this.#read((run) => run.iterations()));
    const models = ["base", ...Array.from({ length: last + 1 }, (_, i) => `iteration-${i + 1}`)];
    const prefixes = [
      ...models.flatMap((model) => (isDone(`evaluate/${model}`) ? [] : [`evaluate/${model}/`])),
      ...[last + 1].flatMap((iteration) => [`${iteration}/`, `improve/${iteration}/`]),
    ];
    for (const prefix of prefixes) {
      for (let after = ""; ;) {
        const requests = this.#read((run) => run.requestHeads(prefix, after, requestsAtOnce));
        for (const request of requests) this.#live.add(request, isDone);
        after = requests.at(-1)?.key ?? after;
        await setImmediate();
        if (requests.length < requestsAtOnce) break;
      }
    }
  }

  /** @param done a stage whose rollouts are recorded whole */
  #publish(done?: string): void {
    if (done !== undefined) this.#live.drop(done);
    const stages = [...new Set([...this.#done.keys(), ...this.#live.stages()])].toSorted(byStage);
    this.#rows = stages.flatMap((stage) => this.#done.get(stage)?.rows ?? this.#live.of(stage));
    this.#version++;
  }
}
