import type { Example } from "../mdp/index.ts";
import { checksumOf, type Value } from "./checksum.ts";
import type { Database, Row } from "./database.ts";
import { damaged, plus, noRows, type Totals } from "./totals.ts";

/** A weighted example as the store keeps it: its state and action are those of the turn it names. */
export type ExampleRecord = Pick<Example, "id" | "trajectory" | "turn" | "iteration" | "reward" | "weight">;

/** The weighted examples of a run, by the iteration that trains on them. */
interface Examples {
  save(trainedIn: number, examples: readonly Example[]): void;
  /** @throws DamageError if one is missing or another than was written */
  of(trainedIn: number): readonly ExampleRecord[];
}

/** The name of an iteration's total. */
export const exampleTotal = (trainedIn: number): string => `examples/${trainedIn}`;
const columns = ["trained_in", "position", "id", "trajectory", "turn", "iteration", "reward", "weight"] as const;

/** The examples in an open run's database; saving an iteration again changes nothing. */
export function createExamples(db: Database, totals: Totals): Examples {
  const insert = db.prepare(
    `INSERT INTO examples (${columns.join(", ")}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = db.prepare("SELECT * FROM examples WHERE trained_in = ? ORDER BY position");
  const selectOne = db.prepare("SELECT 1 FROM examples WHERE trained_in = ? LIMIT 1");
  return {
    of(trainedIn) {
      let found = noRows;
      const records: ExampleRecord[] = [];
      for (const row of select.iterate(trainedIn)) {
        const sum = exampleChecksum(row);
        if (sum !== row["checksum"])
          throw damaged(db, `example ${String(row["id"])}`, "it is another than was written");
        found = plus(found, sum);
        const { id, trajectory, turn, iteration, reward, weight } = row as unknown as ExampleRecord; // STRICT
        records.push({ id, trajectory, turn, iteration, reward, weight });
      }
      totals.require(exampleTotal(trainedIn), found);
      return records;
    },
    save(trainedIn, examples) {
      if (selectOne.get(trainedIn) !== undefined) return; // a resumed iteration that died before its document
      db.inTransaction(() => {
        const sums: number[] = [];
        for (const { id, trajectory, turn, iteration, reward, weight } of examples) {
          const values = [trainedIn, sums.length, id, trajectory, turn, iteration, reward, weight];
          sums.push(checksumOf(...values));
          insert.run(...values, checksumOf(...values));
        }
        totals.add(exampleTotal(trainedIn), sums);
      });
    },
  };
}

/** The checksum of an example's row. */
export function exampleChecksum(row: Row): number {
  return checksumOf(...columns.map((column) => row[column] as Value)); // STRICT
}
