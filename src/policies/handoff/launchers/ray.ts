import { z } from "zod";
import { ConfigError, InfrastructureError } from "../../../mdp/index.ts";
import { createHttpClient, HttpFailure, type Clock, type HttpClient } from "../../../http/index.ts";
import { join } from "node:path";
import { quoted } from "../launch-script.ts";
import type { JobState, Launcher, NamedJob } from "./launcher.ts";

/** The part of the config that Ray's launcher reads. */
export interface RayOptions {
  readonly url: string;
  readonly token?: string;
  readonly python: string;
  readonly nodes: number;
  readonly perNode: { readonly cpus: number; readonly gpus: number };
  readonly runtimeEnv: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
}

const jobSchema = z.object({ status: z.string(), message: z.string().nullish() });
const logSchema = z.object({ logs: z.string() });

/** Trains as a job of a Ray cluster, through its Jobs API; the run's folder must be on a file system that its nodes share. */
export function rayLauncher(options: RayOptions): Launcher {
  const { url, token, clock } = options;
  const http = createHttpClient({
    url,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` }, secrets: [token] }),
    ...(clock !== undefined && { clock }),
    deadlineMs: 60_000,
  });
  return {
    name: `Ray at ${url}`,
    pollMs: 2000,
    stopsOnInterrupt: false,
    check: () => requireRay(http),
    start: (job) => submit(http, job, options),
    state: (job) => stateOf(http, job),
    log: (job) => logOf(http, job),
    stopCommand: ({ name }) => `ray job stop --address ${url} ${name}`,
  };
}

async function requireRay(http: HttpClient): Promise<void> {
  try {
    await http.json({ method: "GET", path: "/api/version", what: "the version", retry: { retries: 1 } });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const cure = "start one with `ray start --head`, or name its dashboard";
    throw new ConfigError(
      `trainer.url must be the dashboard of a Ray cluster, got ${http.url}: ${error.message}; ${cure}`,
      { cause: error },
    );
  }
}

/** Ray refuses a second job of one id: a request that is repeated because its answer was lost starts nothing more. */
async function submit(http: HttpClient, job: NamedJob, options: RayOptions): Promise<void> {
  const { perNode, nodes, runtimeEnv } = options;
  const request = {
    submission_id: job.name,
    entrypoint: entrypoint(job, options),
    runtime_env: runtimeEnv,
    metadata: { rise_folder: job.folder },
    // On several nodes the entry point trains nothing itself: rise_ray.py asks for the nodes.
    ...(nodes === 1 && { entrypoint_num_cpus: perNode.cpus, entrypoint_num_gpus: perNode.gpus }),
  };
  try {
    await http.json({ method: "POST", path: "/api/jobs/", what: `job ${job.name}`, retry: { retries: 0 } }, request);
  } catch (error) {
    if (!(error instanceof HttpFailure) || (await stateOf(http, job)).kind === "absent") throw error;
  }
}

/** The command line that Ray's agent hands to a shell. */
export function entrypoint(
  job: NamedJob,
  { nodes, python, perNode }: Pick<RayOptions, "nodes" | "python" | "perNode">,
): string {
  if (nodes === 1) return `exec ${quoted(job.script)}`;
  const args = [join(job.folder, "rise_ray.py"), job.script, String(nodes), String(perNode.cpus), String(perNode.gpus)];
  return `exec ${[python, ...args].map(quoted).join(" ")}`;
}

async function stateOf(http: HttpClient, { name }: NamedJob): Promise<JobState> {
  const path = `/api/jobs/${encodeURIComponent(name)}`;
  try {
    const { status, message } = jobSchema.parse(
      await http.json({ method: "GET", path, what: `the state of job ${name}` }),
    );
    if (status === "PENDING") return { kind: "waiting" };
    if (status === "RUNNING") return { kind: "running" };
    const reason = `Ray says ${status}${message ? `, ${message}` : ""}`;
    return { kind: "ended", reason, mayGoOn: status !== "STOPPED" };
  } catch (error) {
    if (error instanceof HttpFailure && error.status === 404) return { kind: "absent" };
    if (error instanceof z.ZodError)
      throw new InfrastructureError(`${http.url} answered no job to ${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

const logChars = 4096;

async function logOf(http: HttpClient, { name }: NamedJob): Promise<string> {
  const path = `/api/jobs/${encodeURIComponent(name)}/logs`;
  try {
    return logSchema
      .parse(await http.json({ method: "GET", path, what: `the log of job ${name}` }))
      .logs.slice(-logChars);
  } catch (error) {
    return `(Ray has no log: ${String(error)})`;
  }
}
