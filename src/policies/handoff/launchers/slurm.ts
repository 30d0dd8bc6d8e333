import { join } from "node:path";
import { writeFileWhole } from "../../../disk/index.ts";
import { ConfigError, InfrastructureError } from "../../../mdp/index.ts";
import { quoted } from "../launch-script.ts";
import { outputOf } from "./command.ts";
import type { JobState, Launcher, NamedJob } from "./launcher.ts";
import { logFile, logTail } from "./log.ts";

/** The part of the config that Slurm's launcher reads. */
interface SlurmOptions {
  readonly nodes: number;
  /** Further options of `sbatch`. */
  readonly sbatch: readonly string[];
}

/** Trains as a Slurm job; the run's folder must be on a file system that its nodes share. */
export function slurmLauncher(options: SlurmOptions): Launcher {
  return {
    name: "Slurm",
    pollMs: 15_000,
    stopsOnInterrupt: false,
    check: requireSlurm,
    async start(job) {
      if ((await stateOf(job)).kind !== "absent") return; // accepted before we could learn of it
      writeFileWhole(join(job.folder, "job.sbatch"), batchScript(job, options));
      await outputOf("sbatch", ["--parsable", join(job.folder, "job.sbatch")]);
    },
    state: stateOf,
    log: async (job) => logTail(job),
    stopCommand: ({ name }) => `scancel --name ${name}`,
  };
}

async function requireSlurm(): Promise<void> {
  try {
    await outputOf("sbatch", ["--version"]);
  } catch (error) {
    const cure = "run rise where Slurm's commands are, or use trainer.launcher: local";
    throw new ConfigError(`trainer.launcher: slurm needs sbatch, which is not on the path; ${cure}`, { cause: error });
  }
}

const waitingStates: ReadonlySet<string> = new Set([
  "PENDING",
  "CONFIGURING",
  "REQUEUED",
  "REQUEUE_HOLD",
  "RESIZING",
  "SUSPENDED",
]);

/** The queue forgets a job minutes after its end; from then on the accounting knows it, where a cluster has one. */
async function stateOf(job: NamedJob): Promise<JobState> {
  const queued = firstLine(await outputOf("squeue", ["--noheader", "--format=%T", "--states=all", "--name", job.name]));
  const state = queued ?? (await accounted(job));
  if (state === undefined) return { kind: "absent" };
  if (waitingStates.has(state)) return { kind: "waiting" };
  return state === "RUNNING" || state === "COMPLETING"
    ? { kind: "running" }
    : { kind: "ended", reason: `Slurm says ${state}`, mayGoOn: state !== "CANCELLED" };
}

async function accounted({ name }: NamedJob): Promise<string | undefined> {
  const args = [
    "--noheader",
    "--parsable2",
    "--allocations",
    "--format=State",
    "--starttime=now-60days",
    "--name",
    name,
  ];
  try {
    return firstLine(await outputOf("sacct", args));
  } catch (error) {
    if (error instanceof InfrastructureError && /disabled|ENOENT/.test(error.message)) return undefined; // a cluster without accounting
    throw error;
  }
}

const firstLine = (text: string): string | undefined => text.trim().split("\n")[0]?.split(" ")[0] || undefined; // "CANCELLED by 1000"

/** Where the nodes meet: a port of the job's own, as others may train on the first node. */
const rendezvous = [
  'export MAIN_NODE=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)',
  "export MAIN_PORT=$((20000 + SLURM_JOB_ID % 20000))",
];

/**
 * The script for `sbatch`: one task a node, each `accelerate launch` with the node's rank. A job of the same name waits for
 * this one (`singleton`), and five minutes before its time is up the training is asked to save its state.
 */
export function batchScript(job: NamedJob, { nodes, sbatch }: SlurmOptions): string {
  const directives = [
    `--job-name=${job.name}`,
    `--output=${logFile(job).replaceAll("%", "%%")}`,
    "--open-mode=append",
    "--dependency=singleton",
    "--signal=B:USR1@300",
    `--nodes=${nodes}`,
    "--ntasks-per-node=1",
    ...sbatch,
  ];
  const several =
    '--num_machines "$SLURM_NNODES" --machine_rank "$SLURM_NODEID" ' +
    '--main_process_ip "$MAIN_NODE" --main_process_port "$MAIN_PORT"';
  const launch = nodes === 1 ? quoted(job.script) : `sh -c 'exec "$0" ${several}' ${quoted(job.script)}`;
  return [
    "#!/bin/bash",
    ...directives.map((directive) => `#SBATCH ${directive.replaceAll(/[\\" ]/g, "\\$&")}`),
    ...(nodes === 1 ? [] : rendezvous),
    `trap 'touch ${quoted(join(job.folder, "stop")).replaceAll("'", `'\\''`)}' USR1`,
    `srun --kill-on-bad-exit=1 ${launch} &`,
    "wait $!; status=$?",
    "while [ $status -gt 128 ] && kill -0 $! 2>/dev/null; do wait $!; status=$?; done # a signal ends a wait",
    "exit $status",
    "",
  ].join("\n");
}
