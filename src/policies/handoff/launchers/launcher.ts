import type { Job } from "../job.ts";

/** A job as its launcher sees it. */
export type JobState =
  /** No job of that name was ever started. */
  { readonly kind: "absent" } | { readonly kind: "waiting" | "running" } | JobEnd;

/** How a job ended. */
export interface JobEnd {
  readonly kind: "ended";
  /** The job's state according to the launcher, in words. */
  readonly reason: string;
  /** Whether it may be started again at once: not where a user ended it, or where it would end in the same way. */
  readonly mayGoOn: boolean;
}

/** A job and the name that it is found by. */
export interface NamedJob extends Job {
  /** Unique; chosen and recorded before the job is started. */
  readonly name: string;
  /** The script that trains; see `writeLaunchScript`. */
  readonly script: string;
}

/** Port: where a job runs. Adapters: this machine, Slurm, Ray. */
export interface Launcher {
  /** For messages: "Ray at http://...". */
  readonly name: string;
  /** How often its state is worth asking for. */
  readonly pollMs: number;
  /** Whether a job is stopped when the user interrupts; one that waited for its place in a cluster keeps running. */
  readonly stopsOnInterrupt: boolean;
  /** @throws ConfigError or InfrastructureError if no job could be started there */
  check(): Promise<void>;
  /** Starts the job; a second call with the same name starts nothing more. */
  start(job: NamedJob): Promise<void>;
  /** @throws InfrastructureError if nothing can be learned of it just now */
  state(job: NamedJob): Promise<JobState>;
  /** The end of what the job printed. */
  log(job: NamedJob): Promise<string>;
  /** How a user stops the job by hand. */
  stopCommand(job: NamedJob): string;
}
