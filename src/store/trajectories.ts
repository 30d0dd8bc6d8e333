import type { Grade, IterationTrajectory, Message, Outcome, Problem, Trajectory, Turn } from "../mdp/index.ts";
import { attemptColumns, attemptOf, attemptValues, type AttemptRow } from "./attempt-columns.ts";
import type { Database } from "./database.ts";

interface TrajectoryRow {
  readonly iteration: number;
  readonly position: number;
  readonly id: string;
  readonly problem: string;
  readonly branches_at: number | null;
}

interface TurnRow extends AttemptRow {
  readonly state: string;
  readonly acted_by: Turn["by"];
  readonly outcome: Outcome;
  readonly answer: string | null;
  readonly reason: string | null;
  readonly reward: number | null;
}

/** The graded trajectories of a run, by iteration. */
export interface Trajectories {
  save(iteration: number, trajectories: readonly Trajectory[]): void;
  upTo(iteration: number): readonly IterationTrajectory[];
}

/** The trajectories in an open run's database; saving an iteration again changes nothing. */
export function createTrajectories(db: Database): Trajectories {
  const insert = db.prepare(
    "INSERT INTO trajectories (iteration, position, id, problem, branches_at) VALUES (?, ?, ?, ?, ?)",
  );
  const insertTurn = db.prepare(
    `INSERT INTO turns (iteration, position, turn, state, acted_by, outcome, answer, reason, reward, ${attemptColumns})
     VALUES (${Array.from({ length: 17 }, () => "?").join(", ")})`,
  );
  const select = db.prepare("SELECT * FROM trajectories WHERE iteration <= ? ORDER BY iteration, position");
  const selectOne = db.prepare("SELECT 1 FROM trajectories WHERE iteration = ? LIMIT 1");
  const selectTurns = db.prepare("SELECT * FROM turns WHERE iteration = ? AND position = ? ORDER BY turn");

  const saveOne = (iteration: number, position: number, { id, problem, turns, branchesAt }: Trajectory): void => {
    insert.run(iteration, position, id, JSON.stringify(problem), branchesAt ?? null);
    turns.forEach((turn, t) => insertTurn.run(iteration, position, t, ...turnValues(turn)));
  };
  return {
    save(iteration, trajectories) {
      if (selectOne.get(iteration) !== undefined) return; // a resumed iteration that died before its document
      db.inTransaction(() => trajectories.forEach((trajectory, i) => saveOne(iteration, i, trajectory)));
    },
    upTo(last) {
      const rows = select.all(last) as unknown as TrajectoryRow[]; // the table is STRICT
      return rows.map(({ iteration, position, id, problem, branches_at }) => {
        const turns = selectTurns.all(iteration, position) as unknown as TurnRow[]; // the table is STRICT
        const branch = branches_at === null ? {} : { branchesAt: branches_at };
        const trajectory = { id, problem: JSON.parse(problem) as Problem, turns: turns.map(turnOf), ...branch };
        return { iteration, trajectory };
      });
    },
  };
}

function turnValues({ state, by, grade, reward, attempt }: Turn): (string | number | Uint8Array | null)[] {
  const { outcome, answer, reason } = grade;
  return [JSON.stringify(state), by, outcome, answer, reason ?? null, reward ?? null, ...attemptValues(attempt)];
}

function turnOf(row: TurnRow): Turn {
  const { outcome, answer, reason, reward } = row;
  const grade: Grade = { outcome, answer, ...(reason === null ? {} : { reason }) };
  const state = JSON.parse(row.state) as Message[]; // written by turnValues
  return { state, attempt: attemptOf(row), grade, ...(reward === null ? {} : { reward }), by: row.acted_by };
}
