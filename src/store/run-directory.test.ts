import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import type { Attempt, Trajectory } from "../mdp/index.ts";
import { openRun, readRun } from "./run-directory.ts";
import { describeRunStore } from "./run-store.suite.ts";

const root = mkdtempSync(join(tmpdir(), "rise-store-"));
let count = 0;
const fresh = (): string => join(root, `run-${count++}`);
afterAll(() => rmSync(root, { recursive: true }));

const config = { seed: 1, weight: { tau: 0.4, mode: "exp" } };
const attempt: Attempt = { text: "7", stop: "endOfTurn", usage: { generatedTokens: 1, readTokens: 1 } };

describeRunStore("the run directory", () => openRun(fresh(), config));

describe("a run's config", () => {
  test("is kept with its digest, and the same config opens the run again whatever the order of its keys", () => {
    const dir = fresh();
    const first = openRun(dir, config);
    first.close();
    const again = openRun(dir, { weight: { mode: "exp", tau: 0.4 }, seed: 1 });
    expect(again.config).toEqual(config);
    expect(again.digest).toBe(first.digest);
    again.close();
  });

  test("changed, refuses the run and names every changed key with both values", () => {
    const dir = fresh();
    openRun(dir, config).close();
    const changed = { seed: 1, weight: { tau: 0.5, mode: "exp", keep: "all" } };
    expect(() => openRun(dir, changed)).toThrow(
      'weight.keep: the run has nothing, now "all"\n  weight.tau: the run has 0.4, now 0.5',
    );
    openRun(dir, config).close(); // and the refusal left the lock free
  });
});

test("a discarded step's folder is gone with all that it held; the others stay", () => {
  const run = openRun(fresh(), config);
  for (const step of ["iteration-1/state", "iteration-1/model"]) {
    mkdirSync(run.folder(step));
    writeFileSync(join(run.folder(step), "weights"), "x");
  }
  run.discard("iteration-1/state");
  run.discard("iteration-1/never-there");
  expect(existsSync(run.folder("iteration-1/state"))).toBe(false);
  expect(existsSync(join(run.folder("iteration-1/model"), "weights"))).toBe(true);
  expect(() => run.discard("..")).toThrow("..");
  run.close();
});

test("trajectories that could not be saved leave nothing behind: those saved in their place are whole", () => {
  const dir = fresh();
  const run = openRun(dir, config);
  const trajectory = (id: string): Trajectory => ({
    id,
    problem: { id: "p", question: "2 + 5?", answer: "7" },
    turns: [{ state: [{ role: "user", content: "2 + 5?" }], attempt, grade: { outcome: "correct", answer: "7" }, by: "policy" }], // prettier-ignore
  });
  expect(() => run.saveTrajectories(1, [trajectory("1/p/0"), trajectory("1/p/0")])).toThrow("UNIQUE");
  const saved = [trajectory("1/p/0"), trajectory("1/p/1")];
  run.saveTrajectories(1, saved);
  run.close();
  const again = readRun(dir);
  expect(again.trajectories(1).map(({ trajectory: { id, problem, turns } }) => ({ id, problem, turns }))).toEqual(
    saved,
  );
  again.close();
});

test("what two runs hold is equal row by row but for the seconds that they took (I3)", () => {
  const totals = [1.5, 2.5].map((seconds) => {
    const dir = fresh();
    const run = openRun(dir, config);
    run.saveDocument("finished", { seconds });
    run.close();
    const db = new DatabaseSync(join(dir, "run.sqlite"), { readOnly: true });
    const rows = db.prepare("SELECT * FROM totals").all();
    db.close();
    return rows;
  });
  expect(totals[0]).toEqual(totals[1]);
});

test("an attempt that another run recorded is kept whole, for it is named in no request of this one", () => {
  const [from, to] = [openRun(fresh(), config), openRun(fresh(), config)];
  void from.attempts.put("collect/1/p/0", [attempt]);
  const [read] = from.attempts.get("collect/1/p/0") ?? [];
  if (read === undefined) throw new Error("it was put");
  const problem = { id: "p", question: "3 + 4?", answer: "7" };
  const grade = { outcome: "correct", answer: "7" } as const;
  const turns = [
    { state: [{ role: "user", content: "3 + 4?" } as const], attempt: read, grade, by: "policy" } as const,
  ];
  to.saveTrajectories(1, [{ id: "1/p/0", problem, turns }]);
  const held = to.trajectories(1).map(({ trajectory }) => trajectory.turns[0]?.attempt);
  expect(held).toEqual([attempt]);
  from.close();
  to.close();
});

describe("a run's lock", () => {
  test("keeps a second writer out, names the first, and lets readers in", () => {
    const dir = fresh();
    const writer = openRun(dir, config);
    writer.saveDocument("evaluate/base", 1);
    expect(() => openRun(dir, config)).toThrow(`is being written by process ${process.pid}`);
    const reader = readRun(dir);
    expect(reader.document("evaluate/base")).toBe(1);
    reader.close();
    writer.close();
    openRun(dir, config).close();
  });

  test("of a process killed with SIGKILL is free, and all that it acknowledged is there (I1)", async () => {
    const dir = fresh();
    const source = pathToFileURL(join(import.meta.dirname, "run-directory.ts")).href;
    const script = `
      import { openRun } from ${JSON.stringify(source)};
      const run = openRun(${JSON.stringify(dir)}, ${JSON.stringify(config)});
      for (let i = 0; ; i++) {
        run.attempts.put("k" + i, [${JSON.stringify(attempt)}]);
        console.log(i);
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = "";
    child.stdout.on("data", (chunk: Buffer) => {
      acknowledged += chunk.toString();
      if (acknowledged.length > 2000) child.kill("SIGKILL");
    });
    await once(child, "close");
    const last = acknowledged.trimEnd().split("\n").length - 1;
    expect(last).toBeGreaterThan(100);
    const run = openRun(dir, config);
    for (let i = 0; i < last; i++) expect(run.attempts.get(`k${i}`)).toEqual([attempt]);
    run.close();
  });
});

describe("opening a run", () => {
  test("to read a folder without one says what to give", () => {
    expect(() => readRun(root)).toThrow("holds no run");
  });

  test("of the first version opens, to write and to read, with all that it holds (I9)", () => {
    for (const open of [(dir: string) => openRun(dir, config), readRun]) {
      const dir = fresh();
      const run = openRun(dir, config);
      run.attempts.put("k", [attempt]);
      run.close();
      const db = new DatabaseSync(join(dir, "run.sqlite"));
      db.exec("DROP TABLE calls; PRAGMA user_version = 1"); // as version 1 wrote it
      db.close();
      const again = open(dir);
      expect(again.attempts.get("k")).toEqual([attempt]);
      expect(again.usage.totals().size).toBe(0);
      again.close();
    }
  });

  test("of a newer rise says to update", () => {
    const dir = fresh();
    openRun(dir, config).close();
    const db = new DatabaseSync(join(dir, "run.sqlite"));
    db.exec("PRAGMA user_version = 999");
    db.close();
    expect(() => readRun(dir)).toThrow("has version 999");
  });
});
