import type { SampleFollower } from "../decoding/index.ts";
import type { Call, Interjection, NewTokens } from "./messages.ts";

/** A call whose caller listens, and may interject. */
interface Followed {
  readonly giveUp: AbortController;
  readonly enough: Set<number>;
}

/** The thread's side of samples that their caller follows: tells of tokens, a message for each step, and hears interjections. */
export class FollowedSamples {
  readonly #tell: (message: NewTokens) => void;
  readonly #calls = new Map<number, Followed>();
  #newTokens: number[] = [];

  constructor(tell: (message: NewTokens) => void) {
    this.#tell = tell;
  }

  /** Samples, as `work` does it with the follower that it is given. */
  async sample<T>(
    id: number,
    { tokens: wantsTokens }: NonNullable<Call["follows"]>,
    work: (follower: SampleFollower) => Promise<T> | undefined,
  ): Promise<T | undefined> {
    const followed = { giveUp: new AbortController(), enough: new Set<number>() };
    this.#calls.set(id, followed);
    const onToken = (token: number, index: number): "enough" | undefined => {
      this.#note(id, index, token);
      return followed.enough.has(index) ? "enough" : undefined;
    };
    try {
      return await work({ signal: followed.giveUp.signal, ...(wantsTokens && { onToken }) });
    } finally {
      this.#calls.delete(id);
    }
  }

  /** What is said of samples that are finished comes too late, and is none. */
  hear({ id, say }: Interjection): void {
    const followed = this.#calls.get(id);
    if (say === "giveUp") followed?.giveUp.abort(new Error("given up"));
    else followed?.enough.add(say.enough);
  }

  #note(id: number, index: number, token: number): void {
    if (this.#newTokens.length === 0) setImmediate(() => this.#tell({ newTokens: this.#newTokens.splice(0) }));
    this.#newTokens.push(id, index, token);
  }
}
