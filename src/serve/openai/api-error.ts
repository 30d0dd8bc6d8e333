/** The kinds of errors that OpenAI's clients know. */
type ErrorType = "invalid_request_error" | "authentication_error" | "rate_limit_error" | "server_error";

/** What an error answers besides its status and message. */
interface ErrorParts {
  /** The field of the request that is at fault, such as "messages.0.role". */
  readonly param?: string;
  readonly code?: string;
  readonly retryAfterSeconds?: number;
  /** The methods that a path knows, of a 405. */
  readonly allow?: readonly string[];
  readonly cause?: unknown;
}

/** The statuses that the server answers failures with. */
type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 429 | 500 | 502 | 503 | 504;

/** A failure as OpenAI's clients read it. Its message is for strangers: no path, no secret, nothing of the machine. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: ErrorStatus;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly allow: readonly string[] | undefined;

  constructor(status: ErrorStatus, message: string, { param, code, retryAfterSeconds, allow, cause }: ErrorParts = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
    this.param = param;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.allow = allow;
  }

  /** The body, the same in an answer and in a stream. */
  get body(): { readonly error: Readonly<Record<string, string | null>> } {
    const { message, param = null, code = null } = this;
    return { error: { message, type: typeOf(this.status), param, code } };
  }
}

function typeOf(status: number): ErrorType {
  if (status === 401 || status === 403) return "authentication_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
