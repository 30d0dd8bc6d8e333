import type { IterationTrajectory, Problem, Trajectory } from "../mdp/index.ts";
import { checksumOf } from "./checksum.ts";
import type { Database, Row } from "./database.ts";
import { damaged, type Total, type Totals } from "./totals.ts";
import { turnOf, type Read, type Shared } from "./turn-row.ts";

/** The name of the total of an iteration's trajectories. */
export const trajectoryTotal = (iteration: number): string => `trajectories/${iteration}`;
/** The name of the total of an iteration's turns. */
export const turnTotal = (iteration: number): string => `turns/${iteration}`;

/**
 * Reads trajectories up to an iteration as they are looked at. That all rows are there, and none besides, is checked at once; what
 * they hold when it is read.
 *
 * @throws DamageError if one is missing or another than was written
 */
export function trajectoryReader(
  shared: Shared,
  totals: Totals,
): (lastIteration: number) => readonly IterationTrajectory[] {
  const { db } = shared;
  const selectIterations = db.prepare("SELECT DISTINCT iteration FROM trajectories ORDER BY iteration");
  const [trajectorySums, turnSums] = [sumsIn(db, "trajectories"), sumsIn(db, "turns")];
  const trajectoryAt = chunkReader(shared);
  /** Those with rows, and those with totals: where one is lost the other tells. */
  const iterations = (last: number): readonly number[] => {
    const counted = totals.names().flatMap((name) => /^trajectories\/(\d+)$/.exec(name)?.[1] ?? []);
    const all = [...counted.map(Number), ...selectIterations.all().map((row) => Number(row["iteration"]))];
    return [...new Set(all)].filter((one) => one <= last).toSorted((a, b) => a - b);
  };
  const wholeLength = (iteration: number): number => {
    const found = trajectorySums(iteration);
    totals.require(trajectoryTotal(iteration), found);
    totals.require(turnTotal(iteration), turnSums(iteration));
    return found.rows;
  };
  return (last) =>
    iterations(last).flatMap((iteration) =>
      Array.from({ length: wholeLength(iteration) }, (_, position) => new Stored(iteration, position, trajectoryAt)),
    );
}

/** A trajectory that is read when it is looked at. What reads it all of them share: a run may have hundreds of thousands. */
class Stored implements IterationTrajectory {
  readonly iteration: number;
  declare readonly trajectory: Trajectory;
  readonly #position: number;
  readonly #at: TrajectoryAt;

  constructor(iteration: number, position: number, at: TrajectoryAt) {
    this.iteration = iteration;
    this.#position = position;
    this.#at = at;
    Object.defineProperty(this, "trajectory", Stored.#trajectory);
  }

  static readonly #trajectory: PropertyDescriptor & ThisType<Stored> = {
    enumerable: true,
    get() {
      return this.#at(this.iteration, this.#position);
    },
  };
}

/** Reads a trajectory by its iteration and its position there. */
type TrajectoryAt = (iteration: number, position: number) => Trajectory;

/** Trajectories that are read at a time: whoever goes through them in order reads each once. */
const chunk = 64;

interface Chunk {
  readonly iteration: number;
  readonly from: number;
  readonly trajectories: readonly Trajectory[];
}

function chunkReader(shared: Shared): TrajectoryAt {
  const { db } = shared;
  const select = db.prepare(
    `SELECT * FROM trajectories WHERE iteration = ? AND position BETWEEN ? AND ? ORDER BY position`,
  );
  const selectTurns = db.prepare(
    `SELECT * FROM turns WHERE iteration = ? AND position BETWEEN ? AND ? ORDER BY position, turn`,
  );
  const read = (iteration: number, from: number): Chunk => {
    const last = from + chunk - 1;
    const turns = Map.groupBy(selectTurns.all(iteration, from, last), (row) => row["position"]);
    const rows = select.all(iteration, from, last);
    const trajectories = rows.map((row) => trajectoryOf(row, turns.get(row["position"]) ?? [], shared));
    return { iteration, from, trajectories };
  };
  let held: Chunk | undefined;
  return (iteration, position) => {
    const from = position - (position % chunk);
    if (held?.iteration !== iteration || held.from !== from) held = read(iteration, from);
    const trajectory = held.trajectories[position - from];
    if (trajectory !== undefined) return trajectory;
    throw damaged(db, `trajectory ${position} of iteration ${iteration}`, "it is missing");
  };
}

/** Rows of an iteration and their recorded checksums, summed by SQLite. */
function sumsIn(db: Database, table: string): (iteration: number) => Total {
  const select = db.prepare(
    `SELECT count(*) AS found, coalesce(sum(checksum), 0) % ${2 ** 48} AS sums FROM ${table} WHERE iteration = ?`,
  );
  return (iteration) => {
    const row = select.get(iteration);
    return { rows: Number(row?.["found"]), sum: Number(row?.["sums"]) };
  };
}

/**
 * Checks a trajectory's row, all columns of it; not its turns.
 *
 * @throws DamageError if it is another than was written
 */
export function requireTrajectory(
  { iteration, position, id, problem, branches_at, checksum }: Row,
  db: Database,
): void {
  const branch = branches_at === null ? null : Number(branches_at);
  if (checksumOf(Number(iteration), Number(position), String(id), String(problem), branch) === checksum) return;
  throw damaged(db, `trajectory ${String(id)}`, "it is another than was written");
}

/**
 * A trajectory of its row and its turns' rows, in order.
 *
 * @throws DamageError if one is another than was written
 */
export function trajectoryOf(row: Row, turnRows: readonly Row[], shared: Read): Trajectory {
  requireTrajectory(row, shared.db);
  const { id, branches_at } = row;
  const problem = JSON.parse(shared.texts.of(String(row["problem"]))) as Problem; // written by trajectories.ts
  const said: string[] = [];
  const turns = turnRows.map((turnRow) => {
    const turn = turnOf(turnRow, said, shared);
    said.push(turn.attempt.text);
    return turn;
  });
  return { id: String(id), problem, turns, ...(branches_at === null ? {} : { branchesAt: Number(branches_at) }) };
}
