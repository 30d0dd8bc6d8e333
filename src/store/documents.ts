import { checksumOf } from "./checksum.ts";
import type { Database } from "./database.ts";
import { damaged, noRows, plus, type Totals } from "./totals.ts";

/** The finished steps of a run and their JSON documents. */
interface Documents {
  get(name: string): unknown;
  /** @throws Error if the name holds another document */
  save(name: string, document: unknown): void;
  /** In alphabetical order. */
  names(): readonly string[];
}

/** The name of their total: of their names, for one document holds a clock's seconds and equal runs have equal totals (I3). */
export const documentTotal = "documents";

/**
 * The documents in an open run's database.
 *
 * @throws DamageError if one is missing or another than was written: a step that seems undone would be done again
 */
export function createDocuments(db: Database, totals: Totals): Documents {
  const select = db.prepare("SELECT document, checksum FROM documents WHERE name = ?");
  const insert = db.prepare("INSERT INTO documents (name, document, checksum) VALUES (?, ?, ?)");
  const list = db.prepare("SELECT name FROM documents ORDER BY name");
  const textOf = (name: string): string | undefined => {
    const row = select.get(name);
    if (row === undefined) return undefined;
    const text = String(row["document"]);
    if (checksumOf(name, text) === row["checksum"]) return text;
    throw damaged(db, `document ${name}`, "it is another than was written");
  };
  const names = (): readonly string[] => list.all().map((row) => String(row["name"]));
  totals.require(
    documentTotal,
    names().reduce((found, name) => {
      textOf(name);
      return plus(found, checksumOf(name));
    }, noRows),
  );
  return {
    names,
    get(name) {
      const text = textOf(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    save(name, document) {
      const text = JSON.stringify(document);
      const recorded = textOf(name);
      if (recorded === text) return;
      if (recorded !== undefined) throw new Error(`step ${name} is recorded with another document; it is written once`);
      db.inTransaction(() => {
        insert.run(name, text, checksumOf(name, text));
        totals.add(documentTotal, [checksumOf(name)]);
      });
    },
  };
}
