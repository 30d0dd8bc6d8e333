import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { runTests } from "../run-tests.ts";
import { defaultLimits } from "./limits.ts";
import { startIsolated, type IsolatedCommand } from "./start-isolated.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-start-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => void vi.stubEnv("TMPDIR", folder));
afterEach(() => vi.unstubAllEnvs());

const of = (command: readonly string[]): IsolatedCommand => ({ command, paths: [], reservedBytes: 0, interpreterBytes: 0 }); // prettier-ignore
const noCommand = of(["a\0b"]); // the system takes no such argument
const waiting = of(["/bin/sh", "-c", "sleep 1000"]);

test("what cannot be started leaves no folder behind", () => {
  expect(() => startIsolated(noCommand, defaultLimits, "limits")).toThrow("null bytes");
  expect(readdirSync(folder)).toEqual([]);
});

test("where the program cannot be started, its judge is ended as well", async () => {
  const suite = { language: "python", setup: "", tests: ["assert True"] } as const;
  const run = runTests("", suite, { judge: waiting, program: noCommand }, defaultLimits, "limits");
  await expect(run).rejects.toThrow("null bytes");
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(process.platform !== "linux")(
  "a process without descriptors to spare is told so, and goes on when it has some (skipped outside of Linux)",
  () => {
    const module = pathToFileURL(join(import.meta.dirname, "start-isolated.ts")).href;
    const script = `
      import { closeSync, openSync } from "node:fs";
      import { startIsolated } from ${JSON.stringify(module)};
      const command = ${JSON.stringify(of(["/bin/sh", "-c", "exit 7"]))};
      const run = () => startIsolated(command, ${JSON.stringify(defaultLimits)}, "limits").ended;
      const held = [];
      try {
        for (;;) held.push(openSync("/dev/null", "r"));
      } catch {}
      for (const fd of held.splice(0, 8)) closeSync(fd);
      const { failure } = await run();
      for (const fd of held) closeSync(fd);
      console.log(JSON.stringify([failure, (await run()).code]));
    `;
    const command = `ulimit -n 400; exec "$0" --input-type=module -e "$1"`;
    const { stdout, stderr } = spawnSync("/bin/sh", ["-c", command, process.execPath, script], { encoding: "utf8" });
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual(["spawn /bin/sh EMFILE", 7]);
    expect(readdirSync(folder)).toEqual([]);
  },
);
