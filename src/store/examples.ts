import type { Example } from "../mdp/index.ts";
import type { Database } from "./database.ts";

/** A weighted example as the store keeps it: its state and action are those of the turn it names. */
export type ExampleRecord = Pick<Example, "id" | "trajectory" | "turn" | "iteration" | "reward" | "weight">;

/** The weighted examples of a run, by the iteration that trains on them. */
export interface Examples {
  save(trainedIn: number, examples: readonly Example[]): void;
  of(trainedIn: number): readonly ExampleRecord[];
}

/** The examples in an open run's database; saving an iteration again changes nothing. */
export function createExamples(db: Database): Examples {
  const insert = db.prepare(
    `INSERT INTO examples (trained_in, position, id, trajectory, turn, iteration, reward, weight)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = db.prepare(
    `SELECT id, trajectory, turn, iteration, reward, weight FROM examples WHERE trained_in = ? ORDER BY position`,
  );
  const of = (trainedIn: number): readonly ExampleRecord[] =>
    select.all(trainedIn).map((row) => ({ ...row }) as unknown as ExampleRecord); // the table is STRICT
  return {
    of,
    save(trainedIn, examples) {
      if (select.get(trainedIn) !== undefined) return; // a resumed iteration that died before its document
      db.inTransaction(() =>
        examples.forEach(({ id, trajectory, turn, iteration, reward, weight }, i) =>
          insert.run(trainedIn, i, id, trajectory, turn, iteration, reward, weight),
        ),
      );
    },
  };
}
