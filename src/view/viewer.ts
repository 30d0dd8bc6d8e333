import { introspectionPresets, isObject, type IntrospectionPrompt } from "../mdp/index.ts";
import { browseRun, type RunBrowser } from "../store/index.ts";
import { improvingOf, improvingText, type Improving } from "./pages/improving.ts";
import { problemPage } from "./pages/problem-page.ts";
import { rolloutPage, type PageContext } from "./pages/rollout-page.ts";
import { recordedRollout } from "./pages/recorded-turns.ts";
import { wholeText } from "./pages/text-place.ts";
import { tokensPage } from "./pages/tokens-page.ts";
import { RunRows } from "./rows/run-rows.ts";
import type { RunAnswer, RowsAnswer, Source, TokensAnswer } from "./shared/answers.ts";
import { createLister, parseFilter, type Lister } from "./shared/filter.ts";
import type { Row } from "./shared/row.ts";
import type { ViewedProblem, ViewedTask, ViewSurroundings } from "./surroundings.ts";

/** Most rows of one answer. */
const mostRows = 500;
/** A run that nobody asks of is let go after this time. */
const idleMs = 500;

/** A run that is looked through: answers the page's questions, and follows what a process under way writes. */
export class Viewer implements Source {
  readonly #dir: string;
  readonly #surroundings: ViewSurroundings;
  readonly #rows: RunRows;
  readonly #improving: Improving | undefined;
  readonly #config: unknown;
  readonly #digest: string;
  #task: ViewedTask | undefined;
  #problems: ReadonlyMap<string, ViewedProblem> = new Map();
  #lister: { readonly version: number; readonly lister: Lister } | undefined;
  #open: RunBrowser | undefined;
  #closing: NodeJS.Timeout | undefined;
  #pages = 0; // that are being made
  #isReading = true;
  #isFinished = false;
  /** What kept the record from being read on, and how often that has changed. */
  #fault: string | undefined;
  #faultChanges = 0;

  /** @throws ConfigError if the folder holds no run */
  constructor(dir: string, surroundings: ViewSurroundings) {
    this.#dir = dir;
    this.#surroundings = surroundings;
    const { config, digest } = this.#read((run) => run);
    [this.#config, this.#digest] = [config, digest];
    this.#improving = improvingOf(config);
    this.#rows = new RunRows((read) => this.#read(read), this.#improving?.improver ?? null);
  }

  /** Grows with everything that changes. */
  get version(): number {
    return this.#rows.version + this.#faultChanges;
  }

  /** All rows so far. */
  get rowsSoFar(): readonly Row[] {
    return this.#rows.rows;
  }

  /**
   * Reads what has come since the last time; the first time also the task, which tells what the record leaves out. What fails is told
   * with every list until it is read.
   *
   * @throws DamageError; DiskError; ConfigError
   */
  async refresh(): Promise<void> {
    this.#isReading = true;
    try {
      await this.#readOn();
      this.#tellFault(undefined);
    } catch (error) {
      this.#tellFault(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      this.#isReading = false;
    }
  }

  async #readOn(): Promise<void> {
    await this.#rows.refresh();
    if (this.#task === undefined) await this.#openTask();
    else this.#rows.problems.tell([...this.#problems.values()]);
    this.#isFinished = this.#read((run) => run.documentNames().includes("finished"));
  }

  #tellFault(fault: string | undefined): void {
    if (fault !== this.#fault) this.#faultChanges++;
    this.#fault = fault;
  }

  async #openTask(): Promise<void> {
    this.#task = await this.#surroundings.task();
    const problems = this.#task?.problems() ?? [];
    this.#problems = new Map(problems.map((problem) => [problem.id, problem]));
    this.#rows.tell(problems);
  }

  async run(): Promise<RunAnswer> {
    const text = (section: string, key?: string): string => {
      const at = isObject(this.#config) ? this.#config[section] : undefined;
      return String((key === undefined ? at : isObject(at) ? at[key] : undefined) ?? "?");
    };
    return {
      title: `${text("preset")} on ${text("task", "name")}`,
      folder: this.#surroundings.folder,
      digest: this.#digest,
      stages: this.#rows.stages,
      isFinished: this.#isFinished,
      isSmoke: this.#read(isSmoke),
      ...(this.#improving === undefined ? {} : { improving: improvingText(this.#improving) }),
      rollouts: this.#rows.rows.length,
      isReading: this.#isReading,
      version: this.version,
    };
  }

  async rows(query: URLSearchParams, from: number, count: number): Promise<RowsAnswer> {
    const rows = this.#rows.rows;
    if (this.#lister?.version !== this.#rows.version) {
      this.#lister = { version: this.#rows.version, lister: createLister(rows) };
    }
    const { matches, facets } = this.#lister.lister.list(parseFilter(query));
    const page = matches.slice(from, from + Math.min(count, mostRows));
    return {
      version: this.version,
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
      total: rows.length,
      matched: matches.length,
      facets,
      from,
      rows: page.flatMap((place) => rows[place] ?? []),
    };
  }

  rollout: Source["rollout"] = (id) => this.#onRow(id, (row, context) => rolloutPage(row, context));
  tokens: Source["tokens"] = (id, turn) => this.#onRow(id, (row, context) => tokensPage(row, turn, context));
  /** The tokens of all turns of a rollout, read at once; null of those that have none. */
  allTokens(id: string): Promise<readonly (TokensAnswer | null)[] | undefined> {
    return this.#onRow(id, (row, context) => {
      const recorded = recordedRollout(context.run, row);
      return recorded?.turns.map((_, t) => tokensPage(row, t, context, recorded) ?? null) ?? [];
    });
  }

  text: Source["text"] = (id, place) => this.#onRow(id, (row, context) => wholeText(row, place, context));
  problem: Source["problem"] = (id) => this.#withContext((context) => problemPage(id, context));

  #onRow<T>(id: string, answer: (row: Row, context: PageContext) => T | Promise<T>): Promise<T | undefined> {
    const row = this.#rows.row(id);
    return this.#withContext(async (context) => (row === undefined ? undefined : answer(row, context)));
  }

  /** The run stays open while a page is made of it. */
  async #withContext<T>(make: (context: PageContext) => Promise<T>): Promise<T> {
    this.#pages++;
    try {
      return await make(this.#context());
    } finally {
      this.#pages--;
    }
  }

  #context(): PageContext {
    const iterations = this.#read((run) => run.iterations());
    return {
      run: this.#reader(),
      rows: this.#rows,
      surroundings: this.#surroundings,
      task: this.#task,
      problems: this.#problems,
      improving: this.#improving,
      introspection: introspectionOf(this.#config),
      trainings: iterations,
    };
  }

  /**
   * The run, opened for a while: a reader that stayed would keep SQLite's log beside the file after the run's own process is
   * done, where it is folded in and removed.
   */
  #reader(): RunBrowser {
    this.#open ??= browseRun(this.#dir);
    clearTimeout(this.#closing);
    const closeSoon = (): void => {
      this.#closing = setTimeout(() => (this.#pages > 0 ? closeSoon() : this.close()), idleMs).unref();
    };
    if (!this.#open.isCopy) closeSoon();
    return this.#open;
  }

  #read<T>(read: (run: RunBrowser) => T): T {
    return read(this.#reader());
  }

  /** Lets go of the run until it is asked for again. */
  close(): void {
    clearTimeout(this.#closing);
    this.#open?.close();
    this.#open = undefined;
  }
}

function isSmoke(run: RunBrowser): boolean {
  const invocation = run.document("invocation");
  return isObject(invocation) && invocation["smoke"] === true;
}

function introspectionOf(config: unknown): IntrospectionPrompt | undefined {
  const mdp = isObject(config) ? config["mdp"] : undefined;
  if (!isObject(mdp) || (mdp["critic"] ?? "none") !== "none") return undefined; // a critic's words are part of the prompt
  const prompt = mdp["introspection"];
  if (isObject(prompt) && typeof prompt["template"] === "string") return { template: prompt["template"] };
  return typeof prompt === "string" && prompt in introspectionPresets ? (prompt as IntrospectionPrompt) : undefined; // checked
}
