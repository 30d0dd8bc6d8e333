import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

test.skipIf(process.platform !== "linux")(
  "what a process was given to hand on is told from what it opened itself (skipped outside of Linux)",
  () => {
    const module = pathToFileURL(join(import.meta.dirname, "inherited.ts")).href;
    const script = `
      import { openSync } from "node:fs";
      import { inheritedDescriptors } from ${JSON.stringify(module)};
      openSync("/dev/null", "r");
      console.log(JSON.stringify(inheritedDescriptors(8)));
    `;
    const given = openSync("/dev/null", "r");
    const stdio = Array.from({ length: 42 }, (_, fd) => (fd === 30 || fd === 41 ? given : fd < 3 ? "pipe" : "ignore"));
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", stdio });
    closeSync(given);
    expect((JSON.parse(stdout) as number[]).filter((fd) => fd === 30 || fd === 41)).toEqual([30, 41]);
    expect((JSON.parse(stdout) as number[]).filter((fd) => fd > 30 && fd < 41)).toEqual([]);
  },
);
