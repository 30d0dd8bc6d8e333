import { execFile } from "node:child_process";
import { InfrastructureError } from "../../../mdp/index.ts";

const deadlineMs = 60_000;

/**
 * Runs a program and returns what it prints; no shell reads its arguments.
 *
 * @throws InfrastructureError with what it printed on stderr if it fails, is missing, or does not end within a minute
 */
export function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: deadlineMs, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const reason = stderr.trim() === "" ? error.message : stderr.trim();
      reject(new InfrastructureError(`${program} ${args.join(" ")} failed: ${reason}`, { cause: error }));
    });
  });
}
