import type { Database } from "../database.ts";

/** Something that rows name and that is not there. */
interface BrokenReference {
  /** Of the rows. */
  readonly iteration: number;
  readonly where: string;
  readonly what: string;
}

/** What turns and trajectories refer to: attempts of the ledger by their request, texts by their digest. */
export function brokenReferences(db: Database): readonly BrokenReference[] {
  const requests = db.prepare(
    `SELECT iteration, position, turn, request AS missing FROM turns
     WHERE request IS NOT NULL AND request NOT IN (SELECT key FROM requests)`,
  );
  const problems = db.prepare(
    `SELECT iteration, position, 0 AS turn, problem AS missing FROM trajectories
     WHERE problem NOT IN (SELECT digest FROM texts)`,
  );
  const states = db.prepare(
    `SELECT iteration, position, turn, json_extract(message.value, '$[1]') AS missing
     FROM turns, json_each(turns.state) AS message
     WHERE json_type(message.value, '$[1]') = 'text'
       AND json_extract(message.value, '$[1]') NOT IN (SELECT digest FROM texts)`,
  );
  return [
    ...requests.all().map((row) => ({ row, kind: "the attempts" })),
    ...[...problems.all(), ...states.all()].map((row) => ({ row, kind: "the text" })),
  ].map(({ row, kind }) => ({
    iteration: Number(row["iteration"]),
    where: `turn ${String(row["turn"])} of trajectory ${String(row["position"])} of iteration ${String(row["iteration"])}`,
    what: `${kind} ${String(row["missing"])} that it names are not there`,
  }));
}
