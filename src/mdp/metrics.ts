import type { UsageTotal } from "./usage.ts";

/**
 * A figure with its 95% interval over problems; a share unless said otherwise. Where nothing could be observed (nobody at
 * risk) the value is 0 and the interval all of [0, 1].
 */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The flows from one turn to the next, as shares of all problems. */
export interface Flow {
  readonly rightToWrong: Estimate;
  readonly wrongToRight: Estimate;
  /** Shares of those at risk: of the right ones that turned wrong, of the wrong ones that turned right. */
  readonly atRisk: { readonly rightToWrong: Estimate; readonly wrongToRight: Estimate };
  /**
   * Of the wrong answers, those given again: near 1 the model has collapsed to copying, right or wrong. Absent from evaluations of
   * earlier versions.
   */
  readonly stuck?: Estimate;
  /** The answer stayed the same, right or wrong. */
  readonly unchanged: Estimate;
  readonly noAnswer: Estimate;
  readonly truncated: Estimate;
  /**
   * What the same attempts at risk would come to if the model ignored them and answered afresh, and how far it is from that,
   * `atRisk` minus `shares`. Absent from evaluations of earlier versions, and where there are no parallel samples beside turn 1.
   */
  readonly fresh?: FreshAtTurn;
}

/** A turn's flows against fresh samples of the same problems, of those at risk; `unchanged` of all that gave an answer. */
export interface FreshAtTurn {
  readonly shares: FlowShares;
  readonly differences: FlowShares;
}

/** What a turn repairs, breaks and leaves alone. */
export interface FlowShares {
  readonly wrongToRight: Estimate;
  readonly rightToWrong: Estimate;
  readonly unchanged: Estimate;
}

/** The flows of fresh sampling of the same model, of those at risk: its flows if it ignored its attempts. */
export interface FreshFlow {
  readonly rightToWrong: Estimate;
  readonly wrongToRight: Estimate;
}

/** The paper's metrics of one model, and what they cost. Where fewer than 5 turns are evaluated, 5 stands for all of them. */
export interface ModelMetrics {
  /** One sample, turn 1. */
  readonly "m1@t1": Estimate;
  /** Majority of 5 parallel first turns. */
  readonly "m5@t1": Estimate;
  /** Majority over the answers of 5 sequential turns, no oracle. */
  readonly "m1@t5": Estimate;
  /** Any of 5 turns right: an oracle stops at the first right answer. */
  readonly "p1@t5": Estimate;
  /** Any of 5 parallel samples right, unbiased. */
  readonly "pass@5": Estimate;
  /** Majority of as many parallel first turns as generate the tokens of 5 sequential turns. */
  readonly "m@t1 equal tokens": Estimate;
  /** How many parallel first turns that is, rounded up. */
  readonly equalTokensSamples: number;
  /** shape [turns]: accuracy of each turn alone. */
  readonly turns: readonly Estimate[];
  /**
   * Accuracy of each turn of a greedy rollout: shape [1], its first answer, or [turns] where all were asked for. Absent at
   * temperature 0, where every answer is greedy, and from evaluations of earlier versions.
   */
  readonly greedy?: readonly Estimate[];
  /** shape [k]: majority over the first k parallel samples, k = 1..parallel. */
  readonly parallel: readonly Estimate[];
  /** shape [turns]: majority over the answers of turns 1..t. */
  readonly sequential: readonly Estimate[];
  /** shape [turns - 1]: from turn t to turn t + 1. */
  readonly flows: readonly Flow[];
  /** Absent from evaluations of earlier versions, and where only one parallel sample was drawn. */
  readonly fresh?: FreshFlow;
  /** Shares of the outcomes over all sequential turns; `error` is the grader's or the infrastructure's, never the model's. */
  readonly outcomes: Readonly<Record<"correct" | "wrong" | "noAnswer" | "error" | "truncated", number>>;
  /** Mean per problem and seed: the 5 sequential turns', and the `equalTokensSamples` parallel samples'. */
  readonly tokens: {
    readonly generated: number;
    readonly read: number;
    readonly parallelGenerated: number;
    readonly parallelRead: number;
  };
}

/** One model's evaluation. */
export interface ModelScores {
  /** "base", "iteration-1", ... */
  readonly name: string;
  readonly problems: number;
  readonly seeds: number;
  readonly metrics: ModelMetrics;
}

/** A paired difference b - a over the same problems. */
export interface Comparison {
  /** Two models' names, or one name twice for a difference within a model. */
  readonly a: string;
  readonly b: string;
  /** Such as "m1@t5"; within a model "m1@t5 - m1@t1", the part before the minus being b's. */
  readonly metric: string;
  readonly difference: Estimate;
  /** Whether the interval of the difference excludes 0. */
  readonly distinguishable: boolean;
  /** The chance of so large a difference, or a larger one, where there is none: below 0.05 if `distinguishable`. */
  readonly p: number;
  /** Whether it is distinguishable still, after Holm's correction for all the comparisons that it is listed with. */
  readonly adjusted: boolean;
}

/** The document of `rise run --json` and `rise eval --json`. */
export interface RunSummary {
  readonly models: readonly ModelScores[];
  readonly comparisons: readonly Comparison[];
  readonly run: {
    readonly dir: string;
    readonly digest: string;
    readonly seconds: number;
    /** Of --smoke: the numbers mean nothing. Absent otherwise. */
    readonly smoke?: boolean;
    /** The usage of servers, by model; absent where none were asked. */
    readonly usage?: Readonly<Record<string, UsageTotal>>;
  };
}
