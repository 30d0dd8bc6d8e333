import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { quoted } from "./launch-script.ts";
import type { JobState, Launcher, NamedJob } from "./launchers/launcher.ts";

/**
 * The laws of the Launcher port; every adapter's test runs them.
 *
 * @param open opens a launcher of the same place each time, as a restarted process does
 */
export function describeLauncher(name: string, open: () => Promise<Launcher>): void {
  describe(`${name} keeps the laws of Launcher`, () => {
    const root = mkdtempSync(join(tmpdir(), "rise-launcher-"));
    afterAll(() => rmSync(root, { recursive: true }));

    /** A job that says that it has started, waits for the file `go`, and ends with this exit code. */
    const job = (id: string, exitCode = 0): NamedJob => {
      const folder = join(root, `it's ${id}`); // folders may hold what a shell reads
      mkdirSync(folder, { recursive: true });
      const at = (file: string): string => quoted(join(folder, file));
      const lines = [
        "#!/bin/sh",
        `echo started >> ${at("starts")}`,
        "echo hello from the job",
        `while [ ! -e ${at("go")} ]; do sleep 0.05; done`,
        `exit ${exitCode}`,
      ];
      writeFileSync(join(folder, "launch.sh"), lines.join("\n"), { mode: 0o755 });
      return { folder, name: `rise-suite-${id}`, plan: id, steps: 1, script: join(folder, "launch.sh") };
    };
    const starts = ({ folder }: NamedJob): number =>
      existsSync(join(folder, "starts")) ? readFileSync(join(folder, "starts"), "utf8").split("\n").length - 1 : 0;
    const until = async (launcher: Launcher, one: NamedJob, kind: JobState["kind"]): Promise<JobState> => {
      for (;;) {
        const state = await launcher.state(one);
        if (state.kind === kind && (kind === "ended" || starts(one) > 0)) return state;
        await new Promise((wake) => setTimeout(wake, 50));
      }
    };

    test("it can be reached", async () => {
      await (await open()).check();
    });

    test("a job that was never started is absent", async () => {
      expect(await (await open()).state(job("never"))).toEqual({ kind: "absent" });
    });

    test("a job is started once, however often it is asked for, and found by whoever knows its name", async () => {
      const one = job("once");
      const launcher = await open();
      await launcher.start(one);
      await launcher.start(one);
      await until(launcher, one, "running");
      const restarted = await open();
      await restarted.start(one);
      expect((await restarted.state(one)).kind).toBe("running");
      writeFileSync(join(one.folder, "go"), "");
      expect((await until(restarted, one, "ended")).kind).toBe("ended");
      expect(starts(one)).toBe(1);
      expect(await restarted.log(one)).toContain("hello from the job");
    });

    test("a job that fails has ended, with words for it", async () => {
      const one = job("fails", 3);
      const launcher = await open();
      await launcher.start(one);
      writeFileSync(join(one.folder, "go"), "");
      expect(await until(launcher, one, "ended")).toMatchObject({ kind: "ended", reason: expect.stringMatching(/\w/) });
    });

    test("says how a user stops it", async () => {
      expect((await open()).stopCommand(job("stop"))).toMatch(/\w/);
    });
  });
}
