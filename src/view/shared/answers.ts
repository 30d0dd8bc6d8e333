import type { Facet } from "./filter.ts";
import type { Row, Stage } from "./row.ts";

/** The run as the page's head shows it. */
export interface RunAnswer {
  readonly title: string;
  /** The run's folder as it was typed. */
  readonly folder: string;
  readonly digest: string;
  readonly stages: readonly Stage[];
  readonly isFinished: boolean;
  readonly isSmoke: boolean;
  /** The improver's rule in words; absent where nothing is improved. */
  readonly improving?: string;
  /** Rollouts that are listed so far, and whether more of the record is still being read. */
  readonly rollouts: number;
  readonly isReading: boolean;
  /** Grows whenever something above or in the lists changes. */
  readonly version: number;
  /** What an exported page leaves out, in words. */
  readonly leftOut?: string;
}

/** A page of a list. */
export interface RowsAnswer {
  readonly version: number;
  /** What keeps the rest of the record from being read, in words. */
  readonly fault?: string;
  readonly total: number;
  readonly matched: number;
  readonly facets: Readonly<Record<string, readonly Facet[]>>;
  readonly from: number;
  readonly rows: readonly Row[];
}

/** A message of a prompt. */
export interface MessageAnswer {
  readonly role: string;
  readonly content: LongText;
}

/** A text, or its beginning where it is too long to send at once. */
export interface LongText {
  readonly text: string;
  /** Characters of the whole. */
  readonly length: number;
}

/** A turn as it is read. */
export interface TurnAnswer {
  readonly by: "policy" | "improver";
  readonly text: LongText;
  readonly thought?: LongText;
  /** Undefined where it is not graded yet. */
  readonly outcome?: string;
  readonly answer: string | null;
  readonly reason?: string;
  readonly reward?: number;
  readonly isTruncated: boolean;
  /** Whether it ends in a loop. */
  readonly isDegenerate: boolean;
  readonly generatedTokens: number;
  readonly readTokens: number;
  readonly hasTokens: boolean;
  /** Its weight in each training that it was an example of. */
  readonly weights: readonly { readonly trainedIn: number; readonly weight: number; readonly reward: number }[];
  /** The chat that the actor saw; absent where the record holds only its tokens. */
  readonly prompt?: readonly MessageAnswer[];
  /** How the chat is known, where it is not recorded as such. */
  readonly promptNote?: string;
  /** Why the improver chose it. */
  readonly why?: string;
  /** What it was chosen among, in the order of sampling. */
  readonly candidates?: readonly CandidateAnswer[];
  /** The turn is another trajectory's, there for reading. */
  readonly isTrunks?: boolean;
}

/** One of several samples that the improver chose from, or of several first turns. */
export interface CandidateAnswer {
  readonly text: LongText;
  /** Undefined where the record does not tell, and the task cannot be opened here. */
  readonly outcome?: string;
  readonly answer?: string | null;
  readonly isChosen: boolean;
  readonly isTruncated: boolean;
}

/** A rollout as it is read. */
export interface RolloutAnswer {
  readonly row: Row;
  readonly solution?: string;
  readonly turns: readonly TurnAnswer[];
  /** Independent first turns of an evaluation, which its vote is compared with. */
  readonly parallel: readonly CandidateAnswer[];
  /** The same problem and seed elsewhere in the run: other models, other iterations, branches. */
  readonly others: readonly Row[];
}

/** A token beside its text. */
export interface TokenAnswer {
  readonly id: number;
  /** Its piece of the text; empty where it only completes a character with those after it. Undefined without a tokenizer. */
  readonly text?: string;
  /** In nats. */
  readonly logprob?: number;
}

/** A turn's tokens. */
export interface TokensAnswer {
  /** What the model saw: not in the loss. */
  readonly prompt: readonly TokenAnswer[];
  /** What it sampled: in the loss, each token with its example's weight over their number. */
  readonly response: readonly TokenAnswer[];
  readonly weights: TurnAnswer["weights"];
  /** Why a text or a weight is missing, or what else to know. */
  readonly notes: readonly string[];
}

/** A problem's rollouts: the tree. */
export interface ProblemAnswer {
  readonly id: string;
  readonly question: string;
  readonly gold: string;
  readonly base?: { readonly right: number; readonly of: number };
  readonly stages: readonly {
    readonly stage: Stage;
    readonly rollouts: readonly BranchAnswer[];
    /** How many there are, where not all are sent. */
    readonly total: number;
  }[];
}

/** A rollout in the tree: a row of turns. */
export interface BranchAnswer {
  readonly row: Row;
  readonly turns: readonly TwigAnswer[];
  readonly parallel: readonly CandidateAnswer[];
}

/** A turn in the tree. */
export type TwigAnswer = Pick<
  TurnAnswer,
  "by" | "outcome" | "answer" | "reward" | "weights" | "why" | "isTruncated" | "candidates" | "isTrunks" | "text"
>;

/** Where a page gets what it shows: a server, or itself. */
export interface Source {
  run(): Promise<RunAnswer>;
  rows(query: URLSearchParams, from: number, count: number): Promise<RowsAnswer>;
  rollout(id: string): Promise<RolloutAnswer | undefined>;
  problem(id: string): Promise<ProblemAnswer | undefined>;
  tokens(id: string, turn: number): Promise<TokensAnswer | undefined>;
  /** The whole of a text that was cut: of a turn, a message of its prompt, or a candidate. */
  text(id: string, place: TextPlace): Promise<string | undefined>;
}

/** A text of a rollout. */
export interface TextPlace {
  readonly turn: number;
  readonly part: "text" | "thought" | `prompt/${number}` | `candidate/${number}` | `parallel/${number}`;
}
