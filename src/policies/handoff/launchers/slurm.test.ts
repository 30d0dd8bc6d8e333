import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeLauncher } from "../launcher.suite.ts";
import { batchScript, slurmLauncher } from "./slurm.ts";

const root = mkdtempSync(join(tmpdir(), "rise-slurm-"));
const path = process.env["PATH"] ?? "";

/** Slurm's commands as far as the launcher uses them: a "cluster" of two nodes, both this machine; the queue is a folder. */
const commands: Readonly<Record<string, string>> = {
  sbatch: `
    if [ "$1" = --version ]; then echo slurm-fake; exit; fi
    script=$2
    name=$(sed -n 's/^#SBATCH --job-name=//p' "$script"); out=$(sed -n 's/^#SBATCH --output=//p' "$script" | sed 's/\\\\\\(.\\)/\\1/g')
    echo RUNNING > "$QUEUE/$name"; echo "$name" >> "$QUEUE/submitted"
    (trap '' HUP; SLURM_JOB_ID=4711 bash "$script" >> "$out" 2>&1; code=$?
     if [ $code = 0 ]; then echo COMPLETED; else echo "FAILED by $code"; fi > "$QUEUE/$name.done"; rm "$QUEUE/$name") >/dev/null 2>&1 &
    echo 4711`,
  squeue: `name=; for word; do name=$word; done; cat "$QUEUE/$name" 2>/dev/null || true`,
  sacct: `name=; for word; do name=$word; done; cat "$QUEUE/$name.done" 2>/dev/null || true`,
  scontrol: `echo first-node; echo second-node`,
  srun: `
    while [ "\${1#--}" != "$1" ]; do shift; done
    for node in $(seq 0 $((\${SLURM_NNODES:-1} - 1))); do SLURM_NODEID=$node "$@" & pids="$pids $!"; done
    for pid in $pids; do wait "$pid" || exit $?; done`,
};

beforeAll(() => {
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "queue"));
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(root, "bin", name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(root, "bin", name), 0o755);
  }
  process.env["PATH"] = `${join(root, "bin")}:${path}`;
  process.env["QUEUE"] = join(root, "queue");
});
afterAll(() => {
  process.env["PATH"] = path;
  rmSync(root, { recursive: true });
});

const options = { nodes: 1, sbatch: ["--partition=gpu"] };
describeLauncher("Slurm", async () => slurmLauncher(options));

describe("the batch script", () => {
  const folder = join(root, "job");
  const job = { folder, name: "rise-a-b", plan: "a", steps: 1, script: join(folder, "launch.sh") };

  test("names the job, keeps a second of its name waiting, and takes the user's options last", () => {
    const script = batchScript(job, options);
    const directives = script.split("\n").filter((line) => line.startsWith("#SBATCH "));
    expect(directives).toContain("#SBATCH --job-name=rise-a-b");
    expect(directives).toContain("#SBATCH --dependency=singleton");
    expect(directives.at(-1)).toBe("#SBATCH --partition=gpu");
  });

  test("on two nodes gives each its rank, and where rank 0 is", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(job.script, `#!/bin/sh\necho "$@" > ${folder}/args-$SLURM_NODEID\n`, { mode: 0o755 });
    process.env["SLURM_NNODES"] = "2";
    try {
      const launcher = slurmLauncher({ ...options, nodes: 2 });
      await launcher.start(job);
      while ((await launcher.state(job)).kind !== "ended") await new Promise((wake) => setTimeout(wake, 50));
    } finally {
      delete process.env["SLURM_NNODES"];
    }
    for (const rank of ["0", "1"]) {
      const args = readFileSync(join(folder, `args-${rank}`), "utf8");
      expect(args).toContain(
        `--num_machines 2 --machine_rank ${rank} --main_process_ip first-node --main_process_port 24711`,
      );
    }
  });

  test("asks the training to save its state when Slurm says that time is nearly up", async () => {
    const late = { ...job, folder: join(root, "it's late"), name: "rise-late-b" };
    mkdirSync(late.folder);
    const script = join(late.folder, "launch.sh");
    const wait = `while [ ! -e '${join(root, "it'\\''s late", "stop")}' ]; do sleep 0.05; done; exit 9`;
    writeFileSync(script, `#!/bin/sh\n${wait}\n`, { mode: 0o755 });
    const launcher = slurmLauncher(options);
    // The fake srun is the script's parent and bash's child: the signal goes on to the batch script.
    writeFileSync(join(root, "bin", "srun"), '#!/bin/bash\nshift; kill -USR1 $PPID; exec "$@"\n');
    await launcher.start({ ...late, script });
    for (;;) {
      const state = await launcher.state({ ...late, script });
      if (state.kind === "ended") {
        expect(state.reason).toBe("Slurm says FAILED");
        break;
      }
      await new Promise((wake) => setTimeout(wake, 50));
    }
  });
});

test("a job that a user has cancelled is not to be started again; one whose time is up is", async () => {
  const job = (name: string) => ({ folder: root, name, plan: "a", steps: 1, script: "/bin/true" });
  writeFileSync(join(root, "queue", "cancelled.done"), "CANCELLED by 1000\n");
  writeFileSync(join(root, "queue", "late.done"), "TIMEOUT\n");
  expect(await slurmLauncher(options).state(job("cancelled"))).toMatchObject({ kind: "ended", mayGoOn: false });
  expect(await slurmLauncher(options).state(job("late"))).toMatchObject({ kind: "ended", mayGoOn: true });
});

test("without Slurm's commands it is refused with a cure", async () => {
  process.env["PATH"] = "/nowhere";
  await expect(slurmLauncher(options).check()).rejects.toThrow("use trainer.launcher: local");
  process.env["PATH"] = path;
});
