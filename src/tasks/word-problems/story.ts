/**
 * What happens to the quantity that a story follows.
 *
 * - `add`, `subtract`: {n} more, {n} fewer
 * - `multiply`, `divide`: {k} times as many; one of {k} equal parts is left
 * - `addGroups`, `subtractGroups`: {k} groups of {n} come or go
 * - `joinMore`, `joinTimes`: a friend who has {n} more, or {k} times as many, adds theirs
 */
export type EventKind =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "addGroups"
  | "subtractGroups"
  | "joinMore"
  | "joinTimes";

/**
 * A kind of story as sentence templates around one quantity. Places: {n} {k} numbers, {items} what is counted, {name}
 * {friend} people, {He} {he} {his} {him} the pronouns of {name}.
 */
export interface Story {
  readonly kind: string;
  readonly items: readonly string[];
  /** {n} is there at first. */
  readonly openings: readonly string[];
  /** {k} groups of {n} are there at first: a calculation of its own. */
  readonly groupOpenings: readonly string[];
  readonly events: Readonly<Partial<Record<EventKind, readonly string[]>>>;
  readonly questions: readonly string[];
}

/** A person of a story. */
export interface Person {
  readonly name: string;
  readonly he: string;
  readonly his: string;
  readonly him: string;
}

const she = { he: "she", his: "her", him: "her" };
const he = { he: "he", his: "his", him: "him" };

/** Who stories are about. */
export const people: readonly Person[] = [
  ...["Mia", "Ana", "Zoe", "Ella", "Nora", "Ruth", "Lily", "Kate", "Rosa", "Emma"].map((name) => ({ name, ...she })),
  ...["Tom", "Ben", "Leo", "Sam", "Max", "Omar", "Jack", "Noah", "Ivan", "Luis"].map((name) => ({ name, ...he })),
];
