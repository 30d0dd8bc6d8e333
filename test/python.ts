import { spawnSync } from "node:child_process";

/** A Python that a test may call, or the reason why there is none. */
export interface Python {
  /** undefined where there is no Python with these modules: skip then, and show `note` in the test's name */
  readonly command: string | undefined;
  readonly note: string;
}

/** Finds a Python (`$RISE_PYTHON`, else `python3`) that can import these modules. */
export function findPython(...modules: readonly string[]): Python {
  const command = process.env["RISE_PYTHON"] ?? "python3";
  // Looked for, not imported: importing PyTorch takes seconds.
  const search = "import importlib.util, sys; sys.exit(any(importlib.util.find_spec(m) is None for m in sys.argv[1:]))";
  const { status } = spawnSync(command, ["-c", search, ...modules], { stdio: "ignore" });
  if (status === 0) return { command, note: "" };
  return { command: undefined, note: `(skipped: ${command} cannot import ${modules.join(", ")}; set RISE_PYTHON)` };
}

/** What Python is to run: a script's text, or a file with its standard input. */
export type PythonScript = string | { readonly file: string; readonly stdin?: string };

/** Runs a script and parses what it prints as JSON; throws with its stderr if it fails. */
export function runPython(python: Python, script: PythonScript, ...args: readonly string[]): unknown {
  const source = typeof script === "string" ? ["-c", script] : [script.file];
  const { status, stdout, stderr } = spawnSync(python.command ?? "", [...source, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    ...(typeof script !== "string" && { input: script.stdin ?? "" }),
    // One thread: PyTorch's threads spin, and the machine may be busy.
    env: { ...process.env, HF_HUB_OFFLINE: "1", TOKENIZERS_PARALLELISM: "false", OMP_NUM_THREADS: "1" },
  });
  if (status !== 0) throw new Error(`Python failed: ${stderr}`);
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}
