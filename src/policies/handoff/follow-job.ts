import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../../disk/index.ts";
import { InfrastructureError, type StageContext } from "../../mdp/index.ts";
import { sleep, type Clock } from "../../http/index.ts";
import { askToStop, lastCheckpoint, readCurve, readDone, type Job } from "./job.ts";
import type { JobEnd, JobState, Launcher, NamedJob } from "./launchers/launcher.ts";

/** Dependencies of following a job. */
interface FollowOptions {
  readonly launcher: Launcher;
  /** The script that trains. */
  readonly script: string;
  readonly clock: Clock;
  /** Is told what the user should know. */
  readonly note: (line: string) => void;
}

/** How long a launcher that gives no answer is asked again. */
const patienceMs = 30 * 60_000;
/** How long a shared file system may take to show what a job has written. */
const visibleMs = 60_000;

/**
 * Starts the job, or finds the one that an earlier process of ours started, and follows it to its end. A job that a cluster
 * ends before it is done, for its time is up or another needs its place, is started again, as long as each time it has come
 * further.
 *
 * @throws InfrastructureError if it ends otherwise: called again, it is started again and resumes from its last checkpoint; the
 *   signal's reason if the user interrupts
 */
export async function followJob(job: Job, options: FollowOptions, context: StageContext): Promise<void> {
  while (readDone(job) === undefined) {
    const before = lastCheckpoint(job);
    const named = await startOrFind(job, options);
    const end = await followToEnd(named, options, context);
    if (end === undefined) return;
    const reached = lastCheckpoint(job);
    if (!end.mayGoOn || reached <= before) throw await failure(named, end, options);
    options.note(`training ${named.name} has ended after it saved step ${reached}: ${end.reason}; it is started again`);
  }
}

/** @returns how the job ended before it was done; undefined if it is done */
async function followToEnd(job: NamedJob, options: FollowOptions, context: StageContext): Promise<JobEnd | undefined> {
  const report = progressOf(job, context);
  for (;;) {
    const state = await patiently(() => options.launcher.state(job), options, context.signal);
    report();
    if (readDone(job) !== undefined) return undefined;
    if (state.kind === "ended" || state.kind === "absent") {
      if (!(await becomesDone(job, options))) return state.kind === "ended" ? state : forgotten;
      report();
      return undefined;
    }
    await pause(job, options, context.signal);
  }
}

const forgotten: JobEnd = { kind: "ended", reason: "nothing is known of it any more", mayGoOn: true };

/** The job under the name that was recorded before it was started; under a new name if that one has ended. */
async function startOrFind(job: Job, options: FollowOptions): Promise<NamedJob> {
  const { launcher, script, note } = options;
  const known = recordedName(job);
  const named = { ...job, script, name: known ?? newName(job) };
  const state: JobState =
    known === undefined ? { kind: "absent" } : await patiently(() => launcher.state(named), options, undefined);
  if (state.kind === "waiting" || state.kind === "running") {
    note(`found training ${named.name} on ${launcher.name}, ${state.kind}`);
    return named;
  }
  const fresh = state.kind === "absent" ? named : { ...named, name: newName(job) };
  await launcher.start(fresh);
  note(`started training ${fresh.name} on ${launcher.name}; its files: ${job.folder}`);
  return fresh;
}

const recordFile = "launch.json";

function recordedName({ folder }: Job): string | undefined {
  const file = join(folder, recordFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { readonly name: string }).name : undefined; // ours
}

/** A name that no other job has, recorded before anything is started by it. */
function newName(job: Job): string {
  const name = `rise-${job.plan}-${randomBytes(4).toString("hex")}`;
  writeFileWhole(join(job.folder, recordFile), JSON.stringify({ name }));
  return name;
}

/** Tells of every step as it appears, also of those that an earlier process saw. */
function progressOf(job: Job, { onProgress }: StageContext): () => void {
  let told = -1;
  return () => {
    const { losses } = readCurve(job);
    if (losses.length === told) return;
    told = losses.length;
    const loss = losses.at(-1);
    onProgress?.({ stage: "train", done: told, total: job.steps, ...(loss !== undefined && { figures: { loss } }) });
  };
}

/** A cluster's controller may be away for a while; the training continues. */
async function patiently<T>(
  ask: () => Promise<T>,
  { clock, launcher, note }: FollowOptions,
  signal?: AbortSignal,
): Promise<T> {
  const startMs = clock.nowMs();
  for (let failures = 0; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof InfrastructureError) || clock.nowMs() - startMs > patienceMs) throw error;
      if (failures === 0) note(`${error.message}; asking again`);
      await sleep(clock, Math.max(1000, launcher.pollMs), signal);
    }
  }
}

/** What a job wrote last may be seen late on a shared file system, after its end is known. */
async function becomesDone(job: Job, { clock, launcher }: FollowOptions): Promise<boolean> {
  const untilMs = clock.nowMs() + (launcher.stopsOnInterrupt ? 0 : visibleMs);
  while (readDone(job) === undefined && clock.nowMs() < untilMs) await sleep(clock, launcher.pollMs);
  return readDone(job) !== undefined;
}

async function failure(job: NamedJob, { reason }: JobEnd, { launcher }: FollowOptions): Promise<InfrastructureError> {
  return new InfrastructureError(
    `training ${job.name} on ${launcher.name} must end with done.json in ${job.folder}, but there is none: ${reason}; ` +
      `run the same command to resume from its last checkpoint. The end of its log:\n${await launcher.log(job)}`,
  );
}

/** Waits for the next look; if the user interrupts, the job is stopped at its next step, or left to continue. */
async function pause(job: NamedJob, options: FollowOptions, signal?: AbortSignal): Promise<void> {
  const { clock, launcher, note } = options;
  try {
    await sleep(clock, launcher.pollMs, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    if (launcher.stopsOnInterrupt) await stopped(job, options);
    else {
      note(
        `training ${job.name} continues; the same command finds it again, \`${launcher.stopCommand(job)}\` stops it`,
      );
    }
    throw error;
  }
}

async function stopped(job: NamedJob, { clock, launcher }: FollowOptions): Promise<void> {
  askToStop(job);
  while ((await launcher.state(job)).kind === "running") await sleep(clock, launcher.pollMs);
}
