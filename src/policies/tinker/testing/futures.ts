/** A finished request's answer, in both forms where the protocol has both. */
export interface Answer {
  readonly json: object;
  readonly protobuf?: Uint8Array;
}

/** A future's state. */
type FutureState =
  | { readonly kind: "pending" }
  | { readonly kind: "unknown" }
  | { readonly kind: "done"; readonly answer: Answer };

/** Answers that clients fetch later, by request id; failures are answers too. */
export class Futures {
  readonly #answers = new Map<string, Answer | "pending">();
  readonly #settled = new Map<string, Promise<void>>();
  #next = 1;

  /** Starts work and names its future. */
  begin(work: () => Promise<Answer>): string {
    const requestId = `future-${this.#next++}`;
    this.#answers.set(requestId, "pending");
    const settled = work()
      .catch((error: unknown): Answer => ({ json: { error: String(error), category: "user" } }))
      .then((answer) => void (this.#answers.has(requestId) && this.#answers.set(requestId, answer)));
    this.#settled.set(requestId, settled);
    return requestId;
  }

  /** Waits for an answer, at most so long. */
  async state(requestId: string, waitMs: number): Promise<FutureState> {
    const settled = this.#settled.get(requestId);
    if (settled === undefined) return { kind: "unknown" };
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)));
    await Promise.race([settled, waited]);
    clearTimeout(timer);
    const answer = this.#answers.get(requestId);
    if (answer === undefined) return { kind: "unknown" };
    return answer === "pending" ? { kind: "pending" } : { kind: "done", answer };
  }

  /** Forgets everything, as a server that was restarted. */
  clear(): void {
    this.#answers.clear();
    this.#settled.clear();
  }
}
