import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeLauncher } from "../launcher.suite.ts";
import { entrypoint, rayLauncher, type RayOptions } from "./ray.ts";

interface RayJob {
  status: string;
  logs: string;
}

/** Ray's Jobs API as far as the launcher uses it, with real entry points; it can lose an answer and be away. */
function fakeRay() {
  const jobs = new Map<string, RayJob>();
  const seen: { readonly authorization: string | undefined; readonly body: unknown }[] = [];
  const faults = { loseNextSubmission: false, away: 0 };
  const submit = (body: { readonly submission_id: string; readonly entrypoint: string }): string | undefined => {
    if (jobs.has(body.submission_id)) return `Job with submission_id ${body.submission_id} already exists.`;
    const job: RayJob = { status: "RUNNING", logs: "" };
    jobs.set(body.submission_id, job);
    const child = spawn("sh", ["-c", body.entrypoint], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => void (job.logs += String(chunk)));
    child.on("exit", (code) => void (job.status = code === 0 ? "SUCCEEDED" : "FAILED"));
    return undefined;
  };
  const server: Server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown): void => void response.writeHead(status).end(JSON.stringify(body));
    const [, id = "", tail] = /^\/api\/jobs\/([^/]*)(\/logs)?$/.exec(request.url ?? "") ?? [];
    if (faults.away > 0) return void (faults.away--, answer(503, { error: "starting" }));
    if (request.url === "/api/version") return answer(200, { version: "4" });
    if (request.method === "POST") {
      const body = JSON.parse(await text(request)) as { submission_id: string; entrypoint: string };
      seen.push({ authorization: request.headers.authorization, body });
      const refusal = submit(body);
      if (faults.loseNextSubmission) {
        faults.loseNextSubmission = false;
        return void response.destroy();
      }
      return refusal === undefined ? answer(200, { submission_id: body.submission_id }) : answer(500, refusal);
    }
    const job = jobs.get(decodeURIComponent(id));
    if (job === undefined) return answer(404, `Job ${id} does not exist`);
    return tail === undefined
      ? answer(200, { status: job.status, message: "its words" })
      : answer(200, { logs: job.logs });
  });
  return { server, jobs, seen, faults };
}

const ray = fakeRay();
let url = "";
beforeAll(async () => {
  ray.server.listen(0, "127.0.0.1");
  await once(ray.server, "listening");
  const address = ray.server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterAll(() => void ray.server.close());

const options = (changes: Partial<RayOptions> = {}): RayOptions => ({
  url,
  python: "python3",
  nodes: 1,
  perNode: { cpus: 2, gpus: 0 },
  runtimeEnv: { env_vars: { A: "b" } },
  ...changes,
});
describeLauncher("Ray", async () => rayLauncher(options()));

describe("a Ray job", () => {
  const job = (name: string) => ({ folder: "/tmp", name, plan: "p", steps: 1, script: "/bin/true" });

  test("is submitted under our id, with its resources, its runtime_env and the cluster's token", async () => {
    await rayLauncher(options({ token: "secret-token" })).start(job("rise-token"));
    expect(ray.seen.at(-1)).toEqual({
      authorization: "Bearer secret-token",
      body: {
        submission_id: "rise-token",
        entrypoint: "exec /bin/true",
        runtime_env: { env_vars: { A: "b" } },
        metadata: { rise_folder: "/tmp" },
        entrypoint_num_cpus: 2,
        entrypoint_num_gpus: 0,
      },
    });
  });

  test("whose submission's answer was lost is not submitted again", async () => {
    ray.faults.loseNextSubmission = true;
    const before = ray.seen.length;
    await rayLauncher(options()).start(job("rise-lost"));
    expect(ray.seen.length - before).toBe(1);
    expect(ray.jobs.has("rise-lost")).toBe(true);
  });

  test("is asked for again where the dashboard is away for a moment", async () => {
    ray.faults.away = 1;
    expect((await rayLauncher(options()).state(job("rise-away"))).kind).toBe("absent");
  });

  test("ends with Ray's own words for it", async () => {
    const launcher = rayLauncher(options());
    await launcher.start({ ...job("rise-words"), script: "/bin/false" });
    for (;;) {
      const state = await launcher.state(job("rise-words"));
      if (state.kind === "ended") return expect(state.reason).toBe("Ray says FAILED, its words");
    }
  });

  test("on several nodes begins with rise_ray.py, which asks for them", () => {
    const several = { nodes: 2, python: "python3", perNode: { cpus: 4, gpus: 8 } };
    expect(entrypoint({ ...job("n"), folder: "/a b" }, several)).toBe(
      "exec python3 '/a b/rise_ray.py' /bin/true 2 4 8",
    );
  });
});

test("a dashboard that is not there is refused with a cure", async () => {
  const launcher = rayLauncher(options({ url: "http://127.0.0.1:1" }));
  await expect(launcher.check()).rejects.toThrow("ray start --head");
});
