import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import type { TriedAll } from "../support/grade-programs.ts";
import { workFolder } from "../support/runs.ts";

const nobody = 65_534;

/** Programs that want out, more than their share, or a grade that they do not deserve, as the superuser starts them and as anybody else. */
export const fault: Fault = {
  name: "the sandbox's escapes, floods and forgeries",
  run({ full }) {
    const tally = new Tally();
    const root = workFolder("sandbox");
    chmodSync(root, 0o755); // another user goes through it
    const isRoot = process.getuid?.() === 0;
    for (const user of isRoot ? [undefined, nobody] : [undefined]) {
      const who = user !== undefined || !isRoot ? "as an ordinary user" : "as the superuser";
      const said = outcomesAs(user, join(root, String(user)), full ? 1 : 6);
      if ("why" in said) tally.remark(`not tried ${who}: ${said.why}`);
      else for (const { name, broken } of said.tried) tally.record(`${who}: ${name}`, broken);
    }
    return Promise.resolve(tally.result());
  },
};

/** Grades them in a process of its own, whose folder for temporary files nobody else uses. */
function outcomesAs(user: number | undefined, tmp: string, share: number): TriedAll {
  mkdirSync(tmp);
  if (user !== undefined) chownSync(tmp, user, user);
  writeFileSync(join(tmp, "handed-on"), "bait");
  const handedOn = openSync(join(tmp, "handed-on"), "r"); // as a shell's lock or log may be, far up: Node sees to the first ones
  const script = join(import.meta.dirname, "../support/grade-programs.ts");
  const { stdout, stderr } = spawnSync(process.execPath, [script, String(share)], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: tmp, TMPDIR: tmp },
    stdio: ["ignore", "pipe", "pipe", ...Array.from({ length: 27 }, () => "ignore" as const), handedOn],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  closeSync(handedOn);
  try {
    return JSON.parse(stdout) as TriedAll; // grade-programs.ts prints it
  } catch {
    return { why: `it could not be started there: ${stderr.trim().split("\n").at(-1) ?? ""}` };
  }
}
