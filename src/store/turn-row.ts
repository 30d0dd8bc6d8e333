import type { Attempt, Grade, Message, Outcome, Turn } from "../mdp/index.ts";
import { checksumOf, type Value } from "./checksum.ts";
import type { Database, Row } from "./database.ts";
import type { Ledger } from "./ledger.ts";
import { packAttempts, unpackAttempts } from "./packed-attempts.ts";
import type { Texts } from "./texts.ts";
import { damaged } from "./totals.ts";

/** The columns of a turn, in the order of {@link turnValues}. */
export const turnColumns =
  "iteration, position, turn, state, acted_by, outcome, answer, reason, reward, request, sample, text, facts, ids, logprobs";

/** Where a turn stands. */
interface TurnPlace {
  readonly iteration: number;
  readonly position: number;
  readonly turn: number;
}

/** What rows refer to. */
export interface Shared {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly texts: Texts;
}

/** What rows that are read refer to. */
export interface Read extends Pick<Shared, "db" | "texts"> {
  readonly ledger: Pick<Ledger, "attemptAt">;
}

/** A message whose content is an earlier attempt of the trajectory, by its turn, or a shared text, by its digest. */
type StoredMessage = readonly [role: Message["role"], content: number | string];

/** A turn as the values of {@link turnColumns}; what the ledger holds is named, not repeated. */
export function turnValues(place: TurnPlace, turn: Turn, earlier: readonly string[], shared: Shared): Value[] {
  const { state, by, grade, reward, attempt } = turn;
  const messages = state.map(({ role, content }): StoredMessage => {
    const of = earlier.indexOf(content);
    return [role, of < 0 ? shared.texts.keep(content) : of];
  });
  const where = [place.iteration, place.position, place.turn, JSON.stringify(messages)];
  const graded = [by, grade.outcome, grade.answer, grade.reason ?? null, reward ?? null];
  return [...where, ...graded, ...attemptValues(attempt, shared.ledger)];
}

function attemptValues(attempt: Attempt, ledger: Ledger): Value[] {
  const origin = ledger.originOf(attempt);
  if (origin !== undefined) return [origin.request, origin.sample, null, null, null, null];
  const { text, facts, ids, logprobs } = packAttempts([attempt]);
  return [null, null, text, facts, ids, logprobs];
}

/**
 * Checks a turn's row, all columns of it.
 *
 * @throws DamageError if it is another than was written
 */
export function requireTurn(row: Row, db: Database): void {
  if (turnChecksum(row) !== row["checksum"]) throw damaged(db, placeIn(row), "it is another than was written");
}

const placeIn = ({ turn, position, iteration }: Row): string =>
  `turn ${String(turn)} of trajectory ${String(position)} of iteration ${String(iteration)}`;

/**
 * The turn that {@link turnValues} wrote.
 *
 * @param earlier texts of the turns before it
 * @throws DamageError if it is another
 */
export function turnOf(row: Row, earlier: readonly string[], { db, ledger, texts }: Read): Turn {
  requireTurn(row, db);
  const { state, acted_by, outcome, answer, reason, reward } = row as unknown as TurnRow; // STRICT
  const messages = JSON.parse(state) as readonly StoredMessage[]; // written above
  const contentOf = (content: number | string): string => {
    if (typeof content === "string") return texts.of(content);
    const text = earlier[content];
    if (text === undefined) throw damaged(db, placeIn(row), "a turn before it is missing");
    return text;
  };
  const grade: Grade = { outcome, answer, ...(reason === null ? {} : { reason }) };
  return {
    state: messages.map(([role, content]) => ({ role, content: contentOf(content) })),
    attempt: attemptOf(row as unknown as TurnRow, ledger),
    grade,
    ...(reward === null ? {} : { reward }),
    by: acted_by,
  };
}

interface TurnRow extends TurnPlace {
  readonly state: string;
  readonly acted_by: Turn["by"];
  readonly outcome: Outcome;
  readonly answer: string | null;
  readonly reason: string | null;
  readonly reward: number | null;
  readonly request: string | null;
  readonly sample: number | null;
  readonly text: string | null;
  readonly facts: string | null;
  readonly ids: Uint8Array | null;
  readonly logprobs: Uint8Array | null;
}

function attemptOf(
  { request, sample, text, facts, ids, logprobs }: TurnRow,
  ledger: Pick<Ledger, "attemptAt">,
): Attempt {
  if (request !== null) return ledger.attemptAt({ request, sample: sample ?? 0 });
  const packed = { text: text ?? "[]", facts: facts ?? "{}", ids: ids ?? none, logprobs: logprobs ?? none };
  const [attempt] = unpackAttempts(packed);
  if (attempt === undefined) throw new Error("a turn must hold its attempt, got none");
  return attempt;
}

const none = new Uint8Array();

/** The checksum of a row that holds {@link turnColumns}. */
function turnChecksum(row: Row): number {
  return checksumOf(...turnColumns.split(", ").map((column) => row[column] as Value)); // of a STRICT table
}
