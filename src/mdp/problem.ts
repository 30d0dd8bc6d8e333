/** The part of a data set that a problem belongs to. Test labels never reach collection, weighting or selection (I8). */
export type Split = "train" | "validation" | "test";

/** A problem x with a checkable answer y*. */
export interface Problem {
  /** Unique within its task, stable between runs; never used as a path. */
  readonly id: string;
  readonly question: string;
  /** The gold answer y*, in the form that the task's grader reads. */
  readonly answer: string;
  /** A worked solution where the data set has one; read by the `oracle-solutions` baseline alone. */
  readonly solution?: string;
}

/** One message of a chat, as chat templates know it. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}
