import { chmodSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileWhole } from "../../disk/index.ts";
import type { LaunchConfig } from "./handoff-schema.ts";
import type { Job } from "./job.ts";

/**
 * Writes launch.sh, the same for every launcher: it trains the job's plan, or resumes from its last checkpoint. Its arguments
 * are further options of `accelerate launch`, such as the machine's rank.
 *
 * @returns the script's path
 */
export function writeLaunchScript(job: Job, config: LaunchConfig): string {
  writeFileWhole(join(job.folder, "launch.sh"), launchScript(job, config));
  const file = join(job.folder, "launch.sh");
  chmodSync(file, 0o755);
  return file;
}

/** See {@link writeLaunchScript}. */
function launchScript({ folder }: Job, config: LaunchConfig): string {
  const { accelerateConfig, options, nodes } = config;
  const launch = [
    "-m",
    "accelerate.commands.launch", // `accelerate launch`, of this Python
    ...(accelerateConfig === undefined ? [] : ["--config_file", resolve(accelerateConfig)]),
    ...(nodes === 1 ? ["--main_process_port", "0"] : []), // any that is free: other trainings may run on this machine
    ...options,
  ];
  return [
    "#!/bin/sh",
    "# Written by rise. Trains the plan in this folder; run again, it resumes from the last checkpoint.",
    "set -e",
    ...surroundings(config),
    `rm -f ${quoted(join(folder, "stop"))}`,
    `exec ${pythonOf(config)} ${launch.map(quoted).join(" ")} "$@" ${quoted(join(folder, "rise_trainer.py"))} ${quoted(folder)}`,
    "",
  ].join("\n");
}

/** Shell lines that make the surroundings of the training: its variables, then the user's own lines. */
export function surroundings({ environment, setup }: Pick<LaunchConfig, "environment" | "setup">): readonly string[] {
  return [...Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`), ...setup];
}

/** The training's Python as a word of a shell: a path from the folder that we are in, or a name that is looked up there. */
export function pythonOf({ python }: Pick<LaunchConfig, "python">): string {
  return quoted(python.includes("/") ? resolve(python) : python);
}

/** A text as one word of a POSIX shell, whatever it holds. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
