import { createHash } from "node:crypto";
import { checksumOf } from "./checksum.ts";
import type { Database } from "./database.ts";
import { damaged } from "./totals.ts";

/** Texts that many rows share, such as problems and prompts: each is kept once, and named by its digest. */
export interface Texts {
  /** Keeps a text, in the transaction that needs it. */
  keep(text: string): string;
  /** @throws DamageError if it is missing or another */
  of(digest: string): string;
  /** Lets go of what is held in memory: of a transaction that was taken back it is nowhere else. */
  forget(): void;
}

/** Most texts that are held in memory, for rows that lie side by side share them. */
const maxHeld = 4096;

/** The shared texts in an open run's database. */
export function createTexts(db: Database): Texts {
  const select = db.prepare("SELECT text, checksum FROM texts WHERE digest = ?");
  const insert = db.prepare("INSERT INTO texts (digest, text, checksum) VALUES (?, ?, ?)");
  const held = new Map<string, string>();
  const hold = (digest: string, text: string): string => {
    if (held.size >= maxHeld) held.clear();
    held.set(digest, text);
    return text;
  };
  const read = (digest: string): string | undefined => {
    const row = select.get(digest);
    if (row === undefined) return undefined;
    const json = String(row["text"]);
    if (checksumOf(digest, json) !== row["checksum"]) throw damaged(db, `text ${digest}`, "it is another");
    return JSON.parse(json) as string; // written below
  };
  return {
    keep(text) {
      const digest = createHash("sha256").update(text).digest("hex").slice(0, 20);
      if (held.get(digest) === text || read(digest) === text) return digest;
      const json = JSON.stringify(text); // half characters and zeros come back as they were
      insert.run(digest, json, checksumOf(digest, json));
      hold(digest, text);
      return digest;
    },
    of(digest) {
      const text = held.get(digest) ?? read(digest);
      if (text === undefined) throw damaged(db, `text ${digest}`, "it is missing");
      return hold(digest, text);
    },
    forget: () => held.clear(),
  };
}
