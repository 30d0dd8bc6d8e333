/** More wait than there is room for: come again later. */
export class Busy extends Error {
  override readonly name = "Busy";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("all places are taken");
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The bounds of a gate. */
interface GateOptions {
  /** Samples under way at once. */
  readonly places: number;
  /** Requests that may wait. */
  readonly waiting: number;
  readonly nowMs: () => number;
}

/** Lets so many in at once; of those that wait, each client's first in turn. */
export interface Gate {
  /**
   * Waits for places.
   *
   * @returns what gives them back
   * @throws Busy, at once and not as a promise, where too many wait; the signal's reason
   */
  enter(client: string, places: number, signal: AbortSignal): Promise<() => void>;
  readonly running: number;
  readonly waiting: number;
}

interface Waiter {
  readonly places: number;
  readonly admit: () => void;
}

const longestRetrySeconds = 60;

/** An open gate. */
export const createGate = (options: GateOptions): Gate => new FairGate(options);

class FairGate implements Gate {
  readonly #options: GateOptions;
  /** By client, in the order of their turns. */
  readonly #queues = new Map<string, Waiter[]>();
  /** How long a place is held, of late. */
  #holdMs = 1000;
  running = 0;
  waiting = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  enter(client: string, places: number, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error); // whoever aborts gives an error
    if (this.waiting === 0 && this.#fits(places)) return Promise.resolve(this.#hold(places));
    if (this.waiting >= this.#options.waiting) throw new Busy(this.#retryAfterSeconds());
    return new Promise<() => void>((resolve, reject) => {
      const giveUp = (): void => {
        this.#leave(client, waiter);
        reject(signal.reason as Error);
      };
      const admit = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve(this.#hold(places));
      };
      const waiter = { places, admit };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#queues.set(client, [...(this.#queues.get(client) ?? []), waiter]);
      this.waiting += 1;
    });
  }

  #fits(places: number): boolean {
    return this.running === 0 || this.running + places <= this.#options.places;
  }

  #hold(places: number): () => void {
    this.running += places;
    const sinceMs = this.#options.nowMs();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.running -= places;
      this.#holdMs += (this.#options.nowMs() - sinceMs - this.#holdMs) / 8;
      this.#admitNext();
    };
  }

  #admitNext(): void {
    for (;;) {
      const [next] = this.#queues;
      const [client, queue] = next ?? [];
      const [first] = queue ?? [];
      if (client === undefined || queue === undefined || first === undefined || !this.#fits(first.places)) return;
      queue.shift();
      this.#queues.delete(client);
      if (queue.length > 0) this.#queues.set(client, queue); // behind the others
      this.waiting -= 1;
      first.admit();
    }
  }

  #leave(client: string, waiter: Waiter): void {
    const queue = this.#queues.get(client) ?? [];
    queue.splice(queue.indexOf(waiter), 1); // who waits is in it
    if (queue.length === 0) this.#queues.delete(client);
    this.waiting -= 1;
    this.#admitNext(); // it may have been the one that did not fit
  }

  #retryAfterSeconds(): number {
    const seconds = (this.#holdMs * (this.waiting + 1)) / this.#options.places / 1000;
    return Math.min(longestRetrySeconds, Math.max(1, Math.ceil(seconds)));
  }
}
