import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Isolation, sandboxEnvironment } from "../sandbox/isolation.ts";
import type { IsolatedCommand } from "../sandbox/start-isolated.ts";
import type { Language } from "../suite.ts";
import { agentSource as javascriptAgent } from "./javascript/agent.ts";
import { judgeSource as javascriptJudge } from "./javascript/judge.ts";
import { agentSource as pythonAgent } from "./python/agent.ts";
import { judgeSource as pythonJudge } from "./python/judge.ts";

/** The two processes that test a program: its own, and the one that judges it, which it cannot reach. */
export interface Interpreter {
  readonly program: IsolatedCommand;
  readonly judge: IsolatedCommand;
}

const mebibyte = 2 ** 20;

/**
 * Finds a language's interpreter: Node is this process's own; Python is `python3` on the PATH, where it really is, for what is on the
 * PATH may be a wrapper of a version manager. Where the program runs as another user and sees our files, it is one that the other
 * user may run.
 *
 * @param memoryBytes what a program may use
 * @throws Error where there is none
 */
export async function findInterpreter(
  language: Language,
  memoryBytes: number,
  isolation: Isolation,
): Promise<Interpreter> {
  if (language === "javascript") return nodeInterpreter(memoryBytes);
  const { executable, prefixes } = await findPython(isolation === "limits" && process.getuid?.() === 0);
  const of = (source: string): IsolatedCommand => ({
    command: [executable, "-s", "-B", "-c", source],
    paths: [...new Set(prefixes)],
    reservedBytes: 32 * mebibyte,
    interpreterBytes: 32 * mebibyte,
  });
  return { program: of(pythonAgent), judge: of(pythonJudge) };
}

interface Python {
  readonly executable: string;
  readonly prefixes: readonly string[];
}

async function findPython(isForAnother: boolean): Promise<Python> {
  const script = "import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix]))";
  const options = { encoding: "utf8", timeout: 30_000 } as const;
  const asked = isForAnother
    ? promisify(execFile)("setpriv", ["--reuid", "65534", "--clear-groups", "--", "python3", "-c", script], {
        ...options,
        env: sandboxEnvironment,
        cwd: "/",
      })
    : promisify(execFile)("python3", ["-c", script], options);
  const [executable = "", ...prefixes] = JSON.parse((await asked).stdout) as string[]; // printed by the script above
  return { executable, prefixes };
}

function nodeInterpreter(memoryBytes: number): Interpreter {
  const heap = `--max-old-space-size=${Math.ceil(memoryBytes / mebibyte)}`;
  const of = (source: string, flag: string, threads: number): IsolatedCommand => ({
    command: [process.execPath, "--permission", flag, "--no-warnings", heap, "-e", source],
    paths: [process.execPath],
    reservedBytes: threads * 640 * mebibyte, // V8 reserves that much of what the limit of one process counts
    interpreterBytes: threads * 64 * mebibyte,
  });
  return {
    program: of(javascriptAgent, "--experimental-vm-modules", 1),
    judge: of(javascriptJudge, "--allow-worker", 2),
  };
}
