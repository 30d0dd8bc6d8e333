import type { Budget } from "../numbers/budget.ts";

/** The three answers of a comparison; `unknown` says that neither equality nor difference could be shown. */
export type Verdict = "equal" | "different" | "unknown";

/** A comparison's state: its remaining work and how it reads what is ambiguous. */
export interface Comparison {
  readonly budget: Budget;
  readonly logBase: "10" | "e";
  readonly ignoresSigns: boolean;
  /** How many structures (lists in lists) are around; bounded, so that recursion over structure is. */
  readonly depth: number;
  /** Whether the first answer is the gold. */
  readonly isGoldFirst: boolean;
  /** How many digits a decimal needs to stand for an exact gold that it rounds. */
  readonly exactFromDigits: number;
  /** Whether the ends of an interval may belong to it or not, as where a function is said to increase. */
  readonly endsAreFree: boolean;
}

/** The verdict on things that are equal when all their parts are. */
export function allOf(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = "equal";
  for (const verdict of verdicts) {
    if (verdict === "different") return "different";
    if (verdict === "unknown") result = "unknown";
  }
  return result;
}

/** The verdict on things that are equal when any of several readings are. */
export function anyOf(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = "different";
  for (const verdict of verdicts) {
    if (verdict === "equal") return "equal";
    if (verdict === "unknown") result = "unknown";
  }
  return result;
}
