import { InfrastructureError } from "../mdp/index.ts";
import type { ErrorWords } from "./excerpt.ts";

/**
 * The kind of a failure between us and a server: `connect` no connection; `reset` it broke before the answer was whole; `deadline` no
 * whole answer in time; `status` an answer that is not a success; `answer` a success that holds no answer.
 */
export type FailureKind = "connect" | "reset" | "deadline" | "status" | "answer";

/** The details of a failure besides its message. */
export interface FailureDetails {
  readonly kind: FailureKind;
  /** Of an answer. */
  readonly status?: number;
  /** How long the server asks us to wait. */
  readonly retryAfterMs?: number;
  /** Of a `status`, or of an error in an `answer`'s place: what the server says of it. */
  readonly said?: ErrorWords;
  readonly cause?: unknown;
}

/** One exchange with a server failed. The message names server, request and reason, and holds no secret. */
export class HttpFailure extends InfrastructureError {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly said: ErrorWords | undefined;

  constructor(message: string, { kind, status, retryAfterMs, said, cause }: FailureDetails) {
    super(message, { cause });
    this.kind = kind;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.said = said;
  }
}

const passing: ReadonlySet<number> = new Set([408, 409, 410, 425, 429]);
const lasting: ReadonlySet<number> = new Set([501, 505]);

/** Whether the same request may succeed later: all but the answers that blame the request itself (400, 401, 404, ...). */
export function isPassing({ kind, status = 0 }: HttpFailure): boolean {
  if (kind !== "status") return true;
  return passing.has(status) || (status >= 500 && !lasting.has(status));
}

/**
 * The milliseconds that a `Retry-After` header asks for: seconds or a date.
 *
 * @param date the server's own time, its `Date` header: our clock may be hours from its
 * @param nowMs since 1970, by our clock
 */
export function retryAfterMs(
  header: string | undefined,
  date: string | undefined,
  nowMs = Date.now(),
): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = Number(header);
  const theirsMs = Date.parse(date ?? "");
  const fromMs = Number.isFinite(theirsMs) ? theirsMs : nowMs;
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - fromMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
