import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Language } from "../suite.ts";
import { javascriptHarness } from "./javascript-harness.ts";
import { pythonHarness } from "./python-harness.ts";

/** How to run a language's harness. */
export interface Interpreter {
  readonly command: readonly string[];
  /** What it needs of the file system besides the system's own. */
  readonly paths: readonly string[];
  /** Memory that it takes or reserves before any program runs. */
  readonly bytes: number;
}

const mebibyte = 2 ** 20;

/**
 * Finds a language's interpreter: Node is this process's own; Python is `python3` on the PATH, where it really is, for what is on the
 * PATH may be a wrapper of a version manager.
 *
 * @param memoryBytes what a program may use
 * @throws Error where there is none
 */
export async function findInterpreter(language: Language, memoryBytes: number): Promise<Interpreter> {
  if (language === "javascript") return nodeInterpreter(memoryBytes);
  const script = "import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix]))";
  const { stdout } = await promisify(execFile)("python3", ["-c", script], { encoding: "utf8", timeout: 30_000 });
  const [executable = "", ...prefixes] = JSON.parse(stdout) as string[]; // printed by the script above
  return {
    command: [executable, "-s", "-B", "-c", pythonHarness],
    paths: [...new Set(prefixes)],
    bytes: 32 * mebibyte,
  };
}

function nodeInterpreter(memoryBytes: number): Interpreter {
  const heap = `--max-old-space-size=${Math.ceil(memoryBytes / mebibyte)}`;
  const command = [process.execPath, "--permission", "--no-warnings", heap, "-e", javascriptHarness];
  return { command, paths: [process.execPath], bytes: 640 * mebibyte }; // V8 reserves that much of what the limit counts
}
