import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a command left: its exit code (null where a signal ended it) and what it wrote. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `rise` that is running. */
export interface Running {
  readonly process: ChildProcess;
  /** What it has written to stderr so far. */
  stderr(): string;
  readonly finished: Promise<Finished>;
}

const bin = fileURLToPath(new URL("../../bin/rise.mjs", import.meta.url));

/** Starts `rise` as a user does, as a process of its own. */
export function startRise(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...withoutNpm(process.env), ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = once(child, "close").then(([code]: (number | null)[]) => ({ code: code ?? null, stdout, stderr }));
  return { process: child, stderr: () => stderr, finished };
}

/** Runs `rise` to its end. */
export function rise(...args: readonly string[]): Promise<Finished> {
  return startRise(args).finished;
}

/** A shell's environment: what npm adds when it runs the tests would make every child look wrapped. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("npm_")));
}
