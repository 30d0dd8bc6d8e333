import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** How the command is typed wherever the package is installed, in a project or not at all: texts everywhere say this. */
const anywhere = "npx rise-lm";
const ours = fileURLToPath(new URL("../../../bin/rise.mjs", import.meta.url));

/**
 * The command as this user types it: `rise` where that name leads here, else through npx. A package manager that starts us puts
 * the project's commands on the path for us alone, not for its user's shell.
 *
 * @param program the file that the command must lead to
 */
export function commandName(environment: NodeJS.ProcessEnv = process.env, program = ours): string {
  const isStartedByManager = environment["npm_config_user_agent"] !== undefined;
  const folders = isStartedByManager ? [] : (environment["PATH"] ?? "").split(delimiter).filter((dir) => dir !== "");
  const leadsHere = (name: string): boolean => folders.some((dir) => isAt(dir, name, program));
  return ["rise", "rise-lm"].find((name) => leadsHere(name)) ?? anywhere;
}

/** Whether a folder of the path has the command, as a link to the program or, on Windows, as a script beside the package. */
function isAt(dir: string, name: string, program: string): boolean {
  const packaged = join(dir, "node_modules", "rise-lm", "bin", "rise.mjs");
  const target = existsSync(join(dir, `${name}.cmd`)) ? packaged : join(dir, name);
  try {
    return realpathSync(target) === realpathSync(program);
  } catch {
    return false; // it is not there
  }
}

/** A text for a person, its commands as this user types them. */
export function asTyped(text: string, command = commandName()): string {
  return text.replaceAll(`${anywhere} `, `${command} `);
}

/**
 * A command that can be typed as it stands, arguments quoted for the shell where they need it.
 *
 * @param args the verb and its arguments, unquoted
 */
export function typed(...args: readonly string[]): string {
  return [commandName(), ...args.map((arg) => quoted(arg))].join(" ");
}

/** An argument as a shell takes it: POSIX shells by single quotes, the two of Windows by double ones. */
export function quoted(arg: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\p{L}\p{N}@%+=:,./\\_-]+$/u.test(arg) && (platform === "win32" || !arg.includes("\\"))) return arg;
  return platform === "win32" ? `"${arg.replaceAll('"', '\\"')}"` : `'${arg.replaceAll("'", String.raw`'\''`)}'`;
}
