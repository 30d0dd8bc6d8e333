import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { isRunnable } from "./is-runnable.ts";

test.skipIf(process.platform !== "linux")(
  "a loop wants the processor, a sleep does not (told on Linux alone)",
  async () => {
    for (const [script, wants] of [
      ["while :; do :; done", true],
      ["sleep 60", false],
    ] as const) {
      const { pid = 0 } = spawn("/bin/sh", ["-c", script], { detached: true, stdio: "ignore" });
      await new Promise((resolve) => setTimeout(resolve, 500)); // it has begun by then
      expect([script, isRunnable(pid)]).toEqual([script, wants]);
      process.kill(-pid, "SIGKILL");
    }
    expect(isRunnable(2 ** 30)).toBe(false);
  },
);
