import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { InfrastructureError, type ProgressEvent, type StageContext } from "../../mdp/index.ts";
import type { Clock } from "../../http/index.ts";
import { followJob } from "./follow-job.ts";
import type { Job } from "./job.ts";
import type { JobState, Launcher } from "./launchers/launcher.ts";

const root = mkdtempSync(join(tmpdir(), "rise-follow-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Time passes as soon as somebody waits for it. */
function hastyClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    after(ms, callback) {
      const timer = setImmediate(() => ((nowMs += ms), callback()));
      return () => clearImmediate(timer);
    },
  };
}

const freshJob = (): Job => {
  const folder = mkdtempSync(join(root, "job-"));
  mkdirSync(join(folder, "model"));
  return { folder, plan: "p1", steps: 3 };
};
const takeStep = ({ folder }: Job, step: number): void =>
  appendFileSync(join(folder, "progress.jsonl"), `${JSON.stringify({ step, loss: 4 - step, gradNorm: 1 })}\n`);
const finish = ({ folder, plan }: Job): void =>
  writeFileSync(join(folder, "done.json"), JSON.stringify({ plan, files: {} }));

/** A launcher that plays a script: each look at the job is the next scene, which may do what the job does meanwhile. */
function scripted(
  scenes: readonly (() => JobState["kind"] | Error)[],
  { stopsOnInterrupt = false, mayGoOn = false } = {},
) {
  const started: string[] = [];
  const notes: string[] = [];
  let scene = 0;
  const launcher: Launcher = {
    name: "the stage",
    pollMs: 10,
    stopsOnInterrupt,
    check: () => Promise.resolve(),
    start: async ({ name }) => void started.push(name),
    async state() {
      const kind = (scenes[scene++] ?? scenes.at(-1))?.() ?? "absent";
      if (kind instanceof Error) throw kind;
      return kind === "ended" ? { kind, reason: "the curtain fell", mayGoOn } : { kind };
    },
    log: () => Promise.resolve("last words"),
    stopCommand: () => "boo",
  };
  const options = { launcher, script: "launch.sh", clock: hastyClock(), note: (line: string) => void notes.push(line) };
  const follow = (job: Job, context: StageContext = {}) => followJob(job, options, context);
  return { started, notes, follow };
}

describe("a job", () => {
  test("is started under a name of its own and followed to its end, step by step", async () => {
    const job = freshJob();
    const events: ProgressEvent[] = [];
    const { started, follow } = scripted([
      () => "waiting",
      () => (takeStep(job, 1), "running"),
      () => "running",
      () => (takeStep(job, 2), takeStep(job, 3), finish(job), "running"),
    ]);
    await follow(job, { onProgress: (event) => events.push(event) });
    expect(started).toHaveLength(1);
    expect(started[0]).toMatch(/^rise-p1-[0-9a-f]{8}$/);
    expect(events.map(({ done, figures }) => [done, figures?.["loss"]])).toEqual([
      [0, undefined],
      [1, 3],
      [3, 1],
    ]);
  });

  test("that runs already is found, not started again", async () => {
    const job = freshJob();
    const first = scripted([() => new Error("killed")]); // no InfrastructureError: we die of it
    await expect(first.follow(job)).rejects.toThrow("killed");
    const second = scripted([() => "running", () => (finish(job), "running")]);
    await second.follow(job);
    expect([first.started.length, second.started.length]).toEqual([1, 0]);
    expect(second.notes[0]).toContain("found training rise-p1-");
  });

  test("that was named but never started, because we were killed between the two, is started under that name", async () => {
    const job = freshJob();
    writeFileSync(join(job.folder, "launch.json"), JSON.stringify({ name: "rise-p1-named" }));
    const { started, follow } = scripted([() => "absent", () => (finish(job), "running")]);
    await follow(job);
    expect(started).toEqual(["rise-p1-named"]);
  });

  test("that is done is not asked for", async () => {
    const job = freshJob();
    finish(job);
    await scripted([() => new Error("nobody needs the launcher")]).follow(job);
  });

  test("that ends too early is an infrastructure error with its log; the next call starts it anew", async () => {
    const job = freshJob();
    const failed = scripted([() => "ended"]);
    const failure = failed.follow(job);
    await expect(failure).rejects.toThrow(InfrastructureError);
    await expect(failure).rejects.toThrow(/the curtain fell; run the same command.*last words/s);
    const again = scripted([() => "ended", () => (finish(job), "running")]);
    await again.follow(job);
    expect(again.started).toHaveLength(1);
    expect(again.started).not.toEqual(failed.started);
  });

  test("that a cluster ends for its time is up is started again from its checkpoint; one that came no further is not", async () => {
    const job = freshJob();
    const saveStep = (step: number): void =>
      void mkdirSync(join(job.folder, `checkpoints/step-0000000${step}`), { recursive: true });
    const scenes = [
      () => (saveStep(1), "ended" as const),
      () => "ended" as const, // as found, before it is started under a new name
      () => (saveStep(2), "ended" as const),
      () => "ended" as const,
      () => (finish(job), "running" as const),
    ];
    const further = scripted(scenes, { mayGoOn: true });
    await further.follow(job);
    expect(new Set(further.started).size).toBe(3);
    const stuck = scripted([() => "ended"], { mayGoOn: true });
    await expect(stuck.follow(freshJob())).rejects.toThrow("the curtain fell");
    expect(stuck.started).toHaveLength(1);
  });

  test("that its launcher no longer knows is an error, not waited for", async () => {
    const { follow } = scripted([() => "running", () => "absent"]);
    await expect(follow(freshJob())).rejects.toThrow("nothing is known of it any more");
  });

  test("whose last file is seen late, as on a shared file system, is done all the same", async () => {
    const job = freshJob();
    const { follow } = scripted([() => (setTimeout(() => finish(job), 20), "ended")]);
    await follow(job);
  });

  test("goes on while its controller is away; away for good is an error", async () => {
    const job = freshJob();
    const away = () => new InfrastructureError("no controller");
    const { follow, notes } = scripted([away, away, () => "running", () => (finish(job), "running")]);
    await follow(job);
    expect(notes.filter((note) => note.includes("no controller"))).toHaveLength(1);
    await expect(scripted([away]).follow(freshJob())).rejects.toThrow("no controller");
  });
});

describe("interrupted by the user", () => {
  const interrupted = async (stopsOnInterrupt: boolean) => {
    const job = freshJob();
    const stop = new AbortController();
    const stage = scripted(
      [() => "running", () => (stop.abort(new Error("Ctrl-C")), "running"), () => "running", () => "ended"],
      { stopsOnInterrupt },
    );
    await expect(stage.follow(job, { signal: stop.signal })).rejects.toThrow("Ctrl-C");
    return { ...stage, isAskedToStop: existsSync(join(job.folder, "stop")) };
  };

  test("a job of this machine is asked to save its state, and waited for", async () => {
    expect((await interrupted(true)).isAskedToStop).toBe(true);
  });

  test("a job in a cluster goes on, and the user is told how to stop it", async () => {
    const { isAskedToStop, notes } = await interrupted(false);
    expect(isAskedToStop).toBe(false);
    expect(notes.at(-1)).toContain("continues; the same command finds it again, `boo` stops it");
  });
});
