import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { quoted, writeLaunchScript } from "./launch-script.ts";

const root = mkdtempSync(join(tmpdir(), "rise-launch-"));
afterAll(() => rmSync(root, { recursive: true }));

const anyPort = ["--main_process_port", "0"];
const hostile = `it's "$(touch pwned)" & \`x\` \\ * é`;

test("whatever a folder's name, an option or a variable holds, the shell passes it on unread (I11)", () => {
  const folder = join(root, hostile);
  mkdirSync(folder);
  writeFileSync(join(folder, "stop"), "");
  const python = join(root, "python");
  writeFileSync(python, '#!/bin/sh\nfor word; do echo "[$word]"; done\necho "HOSTILE=$HOSTILE"\necho "SET=$SET"\n', {
    mode: 0o755,
  });
  const config = {
    python,
    accelerateConfig: join(root, "a b.yaml"),
    options: ["--multi_gpu", hostile],
    environment: { HOSTILE: hostile },
    setup: ["export SET=up"],
    nodes: 1,
  };
  const script = writeLaunchScript({ folder, plan: "p", steps: 1 }, config);
  const { stdout } = spawnSync(script, ["--machine_rank", "1"], { encoding: "utf8", cwd: root });
  const words = [
    "-m",
    "accelerate.commands.launch",
    "--config_file",
    join(root, "a b.yaml"),
    ...anyPort,
    "--multi_gpu",
    hostile,
  ];
  const wanted = [...words, "--machine_rank", "1", join(folder, "rise_trainer.py"), folder].map((word) => `[${word}]`);
  expect(stdout.trimEnd().split("\n")).toEqual([...wanted, `HOSTILE=${hostile}`, "SET=up"]);
  expect(spawnSync("ls", [folder], { encoding: "utf8" }).stdout.trim()).toBe("launch.sh"); // the old wish to stop is gone
});

test("plain words stay readable", () => {
  expect(quoted("/opt/venv/bin/python3.11")).toBe("/opt/venv/bin/python3.11");
  expect(quoted("")).toBe("''");
});

test("a relative Python of the config is found from the run's folder; a bare name is looked up where the job runs", () => {
  const folder = join(root, "plain");
  mkdirSync(folder);
  const config = { options: [], environment: {}, setup: [], nodes: 1 };
  const last = (python: string): string => {
    const script = writeLaunchScript({ folder, plan: "p", steps: 1 }, { ...config, python });
    return readFileSync(script, "utf8").trimEnd().split("\n").at(-1) ?? "";
  };
  expect(last(".venv/bin/python")).toContain(`exec ${quoted(join(process.cwd(), ".venv/bin/python"))} -m`);
  expect(last("python3")).toContain("exec python3 -m");
});
