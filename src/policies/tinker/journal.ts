import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { force, makeFolder, telling, writeAll } from "../../disk/index.ts";
import { z } from "zod";

const entrySchema = z.object({ model: z.string(), seqId: z.int(), verb: z.string(), sha256: z.string() });

/** A numbered request of a model that may have reached the server. */
type JournalEntry = z.output<typeof entrySchema>;

/** The digest that tells whether a repeated request is the same. */
export function digestOf(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}

/**
 * The record of requests, forced to disk before each is sent: after a crash we know which numbers a server may have seen, and under which
 * bytes. A number is never used for two requests.
 */
export class Journal {
  readonly #file: string;
  readonly #descriptor: number;
  /** By model and number. */
  readonly #sent = new Map<string, string>();

  /** @param folder is made where there is none; a half-written last line, left by a crash, was never sent */
  constructor(folder: string) {
    makeFolder(folder);
    const file = join(folder, "tinker-journal.jsonl");
    this.#file = file;
    if (existsSync(file)) for (const entry of entriesOf(readFileSync(file, "utf8"))) this.#remember(entry);
    this.#descriptor = openSync(file, "a");
    this.#write("\n"); // ends a half line
  }

  /** Whether this number stands for other bytes already. */
  isTaken({ model, seqId, sha256 }: JournalEntry): boolean {
    const sent = this.#sent.get(`${model} ${seqId}`);
    return sent !== undefined && sent !== sha256;
  }

  record(entry: JournalEntry): void {
    this.#remember(entry);
    this.#write(`${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #write(text: string): void {
    telling(`cannot write ${this.#file}`, this.#file, () => {
      writeAll(this.#descriptor, Buffer.from(text));
      force(this.#descriptor);
    });
  }

  #remember({ model, seqId, sha256 }: JournalEntry): void {
    this.#sent.set(`${model} ${seqId}`, sha256);
  }
}

function entriesOf(text: string): readonly JournalEntry[] {
  return text.split("\n").flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return []; // cut off by a crash
    }
  });
}
