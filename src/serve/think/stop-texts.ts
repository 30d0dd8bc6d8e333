import type { Attempt, Policy } from "../../mdp/index.ts";

/** Finds the first of some texts in a text that grows. */
interface Cutter {
  /** @returns the part that is sure to stay: before a stop text, and not the beginning of one */
  push(piece: string): string;
  readonly isCut: boolean;
}

/**
 * A policy whose responses end before the first of some texts. Where it tells of its text as it grows, sampling ends there
 * too; else the rest is cut off.
 *
 * @param onText is told what stays
 */
export function untilStop(
  policy: Policy,
  stops: readonly string[],
  onText: (piece: string, index: number) => void,
): Policy {
  if (stops.length === 0)
    return { ...policy, sample: (request, signal) => policy.sample({ ...request, onText }, signal) };
  return {
    ...policy,
    async sample(request, signal) {
      const cutters = Array.from({ length: request.n }, () => createCutter(stops));
      const watched = {
        ...request,
        onText: (piece: string, index: number): "enough" | undefined => {
          const cutter = cutters[index];
          const kept = cutter?.push(piece) ?? "";
          if (kept !== "") onText(kept, index);
          return cutter?.isCut === true ? "enough" : undefined;
        },
      };
      const attempts = await policy.sample(watched, signal);
      return attempts.map((attempt) => cutAttempt(attempt, stops));
    },
  };
}

function cutAttempt(attempt: Attempt, stops: readonly string[]): Attempt {
  const at = firstStop(attempt.text, stops);
  return at < 0 ? attempt : { ...attempt, text: attempt.text.slice(0, at), stop: "endOfTurn" };
}

/** Where the first stop text begins, or -1. */
function firstStop(text: string, stops: readonly string[]): number {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

function createCutter(stops: readonly string[]): Cutter {
  let held = "";
  let isCut = false;
  return {
    get isCut() {
      return isCut;
    },
    push(piece) {
      if (isCut) return "";
      held += piece;
      const at = firstStop(held, stops);
      isCut = at >= 0;
      const end = isCut ? at : held.length - doubtful(held, stops);
      const kept = held.slice(0, end);
      held = held.slice(end);
      return kept;
    },
  };
}

/** How many of the last characters may be the beginning of a stop text. */
function doubtful(text: string, stops: readonly string[]): number {
  const longest = Math.max(...stops.map((stop) => stop.length)) - 1;
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const tail = text.slice(-length);
    if (stops.some((stop) => stop.startsWith(tail))) return length;
  }
  return 0;
}
