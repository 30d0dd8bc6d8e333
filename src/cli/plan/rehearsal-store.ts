import {
  memoryUsage,
  type Attempt,
  type IterationTrajectory,
  type RunStore,
  type Trajectory,
} from "../../mdp/index.ts";

/** The expected content of a run's database. */
interface StoredSizes {
  /** Bytes of the attempts' ledger and of the graded turns. */
  readonly databaseBytes: () => number;
}

/** Bytes of a row besides its texts and tokens: key, counts, grade. */
const rowBytes = 150;
/** A token's bytes: its id, most often two bytes, and for one that was sampled its log-probability. */
const [idBytes, sampledBytes] = [2, 6];

/** A run's record that keeps what later steps read, and only the size of the rest. */
export function rehearsalStore(): RunStore & StoredSizes {
  const documents = new Map<string, unknown>();
  const trajectories = new Map<number, readonly Trajectory[]>();
  let bytes = 0;
  return {
    databaseBytes: () => bytes,
    attempts: {
      get: () => undefined,
      put: (_, attempts) => {
        for (const attempt of attempts) bytes += attemptBytes(attempt);
      },
    },
    usage: memoryUsage(),
    folder: (name) => name,
    saveNote: () => {},
    discard: () => {},
    document: (name) => documents.get(name),
    saveDocument: (name, document) => void documents.set(name, document),
    saveTrajectories: (iteration, made) => {
      trajectories.set(iteration, made);
      for (const { turns } of made) for (const { attempt, state } of turns) bytes += turnBytes(attempt, state);
    },
    trajectories: (last) =>
      [...trajectories].flatMap(([iteration, made]) => (iteration > last ? [] : of(iteration, made))),
    saveExamples: (_, examples) => {
      bytes += rowBytes * examples.length;
    },
    close: () => {},
  };
}

const of = (iteration: number, made: readonly Trajectory[]): readonly IterationTrajectory[] =>
  made.map((trajectory) => ({ iteration, trajectory }));

function attemptBytes({ text, usage }: Attempt): number {
  return rowBytes + text.length + idBytes * usage.readTokens + sampledBytes * usage.generatedTokens;
}

function turnBytes(attempt: Attempt, state: readonly { readonly content: string }[]): number {
  return attemptBytes(attempt) + state.reduce((sum, { content }) => sum + content.length, 0);
}
