import type { IterationTrajectory, Trajectory } from "../mdp/index.ts";
import { checksumOf } from "./checksum.ts";
import type { Totals } from "./totals.ts";
import { trajectoryReader, trajectoryTotal, turnTotal } from "./trajectory-reader.ts";
import { turnColumns, turnValues, type Shared } from "./turn-row.ts";

/** The graded trajectories of a run, by iteration. */
interface Trajectories {
  save(iteration: number, trajectories: readonly Trajectory[]): void;
  /** Read from the disk as they are visited. */
  upTo(iteration: number): readonly IterationTrajectory[];
}

/** The trajectories in an open run's database; saving an iteration again changes nothing. */
export function createTrajectories(shared: Shared, totals: Totals): Trajectories {
  const { db, texts } = shared;
  const insert = db.prepare(
    "INSERT INTO trajectories (iteration, position, id, problem, branches_at, checksum) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const insertTurn = db.prepare(
    `INSERT INTO turns (${turnColumns}, checksum) VALUES (${Array.from({ length: 16 }, () => "?").join(", ")})`,
  );
  const selectOne = db.prepare("SELECT 1 FROM trajectories WHERE iteration = ? LIMIT 1");
  const saveOne = (iteration: number, position: number, trajectory: Trajectory): [number, number[]] => {
    const { id, problem, turns, branchesAt } = trajectory;
    const values = [iteration, position, id, texts.keep(JSON.stringify(problem)), branchesAt ?? null];
    const sum = checksumOf(...values);
    insert.run(...values, sum);
    const said = turns.map(({ attempt }) => attempt.text);
    const turnSums = turns.map((one, turn) => {
      const columns = turnValues({ iteration, position, turn }, one, said.slice(0, turn), shared);
      const turnSum = checksumOf(...columns);
      insertTurn.run(...columns, turnSum);
      return turnSum;
    });
    return [sum, turnSums];
  };
  return {
    save(iteration, trajectories) {
      if (selectOne.get(iteration) !== undefined) return; // a resumed iteration that died before its document
      const write = (): void => {
        const sums = trajectories.map((trajectory, i) => saveOne(iteration, i, trajectory));
        totals.add(trajectoryTotal(iteration), sums.map(([sum]) => sum)); // prettier-ignore
        totals.add(turnTotal(iteration), sums.flatMap(([, turns]) => turns)); // prettier-ignore
      };
      try {
        db.inTransaction(write);
      } catch (error) {
        texts.forget(); // else a later save would name texts that were not written
        throw error;
      }
    },
    upTo: trajectoryReader(shared, totals),
  };
}
