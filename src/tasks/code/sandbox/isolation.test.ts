import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeIsolation, detectIsolation, inNamespaces, sandboxEnvironment } from "./isolation.ts";

const isolation = detectIsolation();
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

test.skipIf(isolation !== "namespaces" || !isRoot)(
  "an ordinary user's programs are isolated as the superuser's are (skipped unless run as root, with namespaces)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "rise-sandbox-"));
    chownSync(folder, nobody, nobody);
    const [file, ...args] = inNamespaces(["/bin/sh", "-c", "echo in $PWD; ls /; echo x > /x"], {
      folder,
      paths: [],
      diskBytes: 65_536,
      user: undefined,
    });
    const { stdout, stderr } = spawnSync(file, args, {
      encoding: "utf8",
      uid: nobody,
      gid: nobody,
      env: sandboxEnvironment,
    });
    rmdirSync(folder); // it must have stayed empty
    expect(stdout).toContain("in /rise-work\n");
    expect(stdout).not.toMatch(/^(home|root|tmp|var)$/m);
    expect(stderr).toContain("Read-only file system");
  },
);

test("what is isolated is said in words, and what is not", () => {
  expect(describeIsolation("namespaces")).toContain("no network");
  expect(describeIsolation("limits")).toContain("network open");
});
