import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { describeLauncher } from "../../src/policies/handoff/launcher.suite.ts";
import { rayLauncher } from "../../src/policies/handoff/launchers/ray.ts";
import { startRise } from "../cli/rise.ts";
import { findPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";
import { greatestDifference, stepsTold, trainingOf, twoProcesses, until, writeConfig } from "./hand-off.ts";

const python = findPython("torch", "transformers", "accelerate", "ray", "aiohttp"); // ray[default] brings the last
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 }); // PyTorch starts several times, on a machine that may be busy
const root = mkdtempSync(join(tmpdir(), "rise-ray-"));
const env = { RISE_THREADS: "1" };
const out = (name: string): string => join(root, name);
const start = (config: string, name: string) => startRise(["run", config, "--out", out(name), "--json"], env);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** A Ray cluster of this machine; it goes with its process. */
async function startCluster(command: string, port: number): Promise<ChildProcess> {
  const options = [
    "--head",
    "--block",
    "--port=0",
    `--dashboard-port=${port}`,
    "--num-cpus=4",
    "--disable-usage-stats",
  ];
  const args = ["-m", "ray.scripts.scripts", "start", ...options, "--object-store-memory=80000000"];
  return spawn(command, args, { stdio: "ignore", env: { ...process.env, RAY_TMPDIR: join(root, "ray") } });
}

describe.skipIf(python.command === undefined)(`a real Ray cluster ${python.note}`, () => {
  let cluster: ChildProcess;
  let url = "";
  const options = () => ({
    url,
    python: python.command ?? "",
    nodes: 1,
    perNode: { cpus: 1, gpus: 0 },
    runtimeEnv: {},
  });
  beforeAll(async () => {
    writeSmallModel(join(root, "small"));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    cluster = await startCluster(python.command ?? "", port);
    for (;;) {
      const reached = await rayLauncher(options())
        .check()
        .then(
          () => true,
          () => false,
        );
      if (reached) break;
      if (cluster.exitCode !== null) throw new Error(`ray start ended with ${cluster.exitCode}`);
      await sleep(200);
    }
  }, 120_000);
  afterAll(async () => {
    cluster.kill("SIGTERM");
    await once(cluster, "exit");
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  describeLauncher("a real Ray cluster", async () => rayLauncher(options()));

  test("trains as the embedded engine does, through two SIGKILLs of rise, in one job", async () => {
    const trainer = { ...twoProcesses, launcher: "ray", python: python.command, url };
    const config = writeConfig(root, "handed", { trainer });
    const first = start(config, "handed");
    await until(first, () => first.stderr().includes("started training"));
    first.process.kill("SIGKILL");
    const second = start(config, "handed");
    await until(second, () => stepsTold(out("handed")) >= 2);
    second.process.kill("SIGKILL");
    await Promise.all([first.finished, second.finished]);
    const { code, stderr } = await start(config, "handed").finished;
    expect(stderr).not.toContain("started training");
    expect(code).toBe(0);
    const jobs = (await (await fetch(`${url}/api/jobs/`)).json()) as readonly { readonly submission_id: string }[]; // Ray's
    expect(jobs.filter(({ submission_id }) => !submission_id.startsWith("rise-suite-"))).toHaveLength(1);
    await start(writeConfig(root, "embedded", {}), "embedded").finished;
    const [ours, theirs] = [trainingOf(out("embedded")), trainingOf(out("handed"))];
    expect(theirs.losses).toHaveLength(20);
    expect(greatestDifference(ours.losses, theirs.losses)).toBeLessThan(1e-3);
  });

  test("trains on two nodes, which this machine plays both, with rise_ray.py asking for them", async () => {
    const trainer = { ...twoProcesses, launcher: "ray", python: python.command, url, nodes: 2 };
    const { code, stderr } = await start(writeConfig(root, "nodes", { trainer }), "nodes").finished;
    expect(stderr).toContain("evaluate iteration-1: 6/6");
    expect(code).toBe(0);
    expect(greatestDifference(trainingOf(out("nodes")).losses, trainingOf(out("embedded")).losses)).toBeLessThan(1e-3);
  });

  test("the flags of `ray start` that the recipes use are Ray's", () => {
    const help = spawnSync(python.command ?? "", ["-m", "ray.scripts.scripts", "start", "--help"], {
      encoding: "utf8",
    });
    for (const flag of ["--head", "--num-gpus", "--dashboard-host", "--address"]) expect(help.stdout).toContain(flag);
  });
});
