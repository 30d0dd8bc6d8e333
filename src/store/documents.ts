import type { Database } from "./database.ts";

/** The finished steps of a run and their JSON documents. */
export interface Documents {
  get(name: string): unknown;
  /** @throws Error if the name holds another document */
  save(name: string, document: unknown): void;
  /** In alphabetical order. */
  names(): readonly string[];
}

/** The documents in an open run's database. */
export function createDocuments(db: Database): Documents {
  const select = db.prepare("SELECT document FROM documents WHERE name = ?");
  const insert = db.prepare("INSERT INTO documents (name, document) VALUES (?, ?)");
  const list = db.prepare("SELECT name FROM documents ORDER BY name");
  const textOf = (name: string): string | undefined => {
    const text = select.get(name)?.["document"];
    return typeof text === "string" ? text : undefined;
  };
  return {
    get(name) {
      const text = textOf(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    save(name, document) {
      const text = JSON.stringify(document);
      const recorded = textOf(name);
      if (recorded === undefined) db.inTransaction(() => insert.run(name, text));
      else if (recorded !== text) throw new Error(`step ${name} is recorded with another document; it is written once`);
    },
    names: () => list.all().map((row) => String(row["name"])),
  };
}
