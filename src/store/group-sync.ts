import { closeSync, existsSync, fdatasync, fdatasyncSync, openSync, readSync } from "node:fs";
import { diskError, telling } from "../disk/index.ts";

/**
 * Forces a write-ahead log to the disk, once for all that was committed until then: a disk takes a millisecond for that, in which
 * dozens of answers may come.
 */
export class GroupSync {
  readonly #file: string;
  readonly #onNewLog: () => void;
  /** The two numbers that SQLite chooses whenever it begins the log anew. */
  #salts = "";
  #descriptor: number | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  /** After a failed sync the system may have forgotten what was not written: nothing is acknowledged any more. */
  #failure: Error | undefined;
  #isClosed = false;

  /** @param onNewLog may commit: what it writes is forced to the disk with what a new log holds already */
  constructor(file: string, onNewLog: () => void) {
    this.#file = file;
    this.#onNewLog = onNewLog;
  }

  /** Resolves when all that was committed before the call is on the disk. */
  soon(): Promise<void> {
    if (this.#running === undefined) return (this.#running = this.#start());
    return (this.#next ??= this.#running
      .catch(() => {}) // whoever waits for that one is told
      .then(() => {
        this.#next = undefined;
        return (this.#running = this.#start());
      }));
  }

  /** Returns when all that was committed before the call is on the disk. */
  now(): void {
    this.#requireWhole();
    const descriptor = this.#open();
    if (descriptor === undefined) return;
    try {
      this.#lookAtHead(descriptor);
      telling(`cannot write ${this.#file}`, this.#file, () => fdatasyncSync(descriptor));
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Whoever still waits is served by a last `now`. */
  close(): void {
    this.#isClosed = true;
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor === undefined) return;
    if (this.#running === undefined) closeSync(descriptor);
    else void this.#running.catch(() => {}).then(() => closeSync(descriptor));
  }

  async #start(): Promise<void> {
    await Promise.resolve(); // what is committed in this turn of the event loop goes along
    try {
      this.#requireWhole();
      const descriptor = this.#isClosed ? undefined : this.#open();
      if (descriptor !== undefined) this.#lookAtHead(descriptor);
      if (descriptor !== undefined) await forced(descriptor);
    } catch (error) {
      throw this.#failed(error);
    } finally {
      if (this.#next === undefined) this.#running = undefined;
    }
  }

  #open(): number | undefined {
    if (this.#descriptor === undefined && existsSync(this.#file)) {
      this.#descriptor = telling(`cannot use ${this.#file}`, this.#file, () => openSync(this.#file, "r"));
    }
    return this.#descriptor;
  }

  #lookAtHead(descriptor: number): void {
    if (saltsIn(descriptor) === this.#salts) return;
    this.#onNewLog();
    this.#salts = saltsIn(descriptor);
  }

  #failed(error: unknown): Error {
    return (this.#failure ??= diskError(error, `cannot write ${this.#file}`, this.#file));
  }

  #requireWhole(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function saltsIn(log: number): string {
  const bytes = Buffer.alloc(8);
  readSync(log, bytes, 0, bytes.length, 16);
  return bytes.toString("hex");
}

function forced(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
  });
}
