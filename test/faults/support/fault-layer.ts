// Loaded before a program (`node --import`): the n-th call of a kind on files below a folder fails, is cut short, or is the program's last.
// Named imports of node:fs see what stands in its place, for the built-in module's exports are synchronised.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** What happens, as FAULT holds it. */
export interface FaultPlan {
  /** Only files whose path begins so. */
  readonly under: string;
  /** Names of functions of node:fs. */
  readonly calls: readonly string[];
  /** Which call; 0 only counts. */
  readonly n: number;
  /** An error's code, "SHORT" (half the bytes and no word, then ENOSPC), or "SIGKILL". */
  readonly how: string;
  /** The n-th and all that follow. */
  readonly forever?: boolean;
}

const plan = JSON.parse(process.env["FAULT"] ?? "null") as FaultPlan | null;
let seen = 0;
let wasShort = false;
const paths = new Map<number, string>();

type Call = (...args: unknown[]) => unknown;
const functions = fs as unknown as Record<string, Call>;

function pathOf([first]: readonly unknown[]): string {
  return typeof first === "number" ? (paths.get(first) ?? "") : String(first);
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code, syscall: "injected" });
}

function faulty(name: string, real: Call, { under, n, how, forever }: FaultPlan): Call {
  return (...args) => {
    const isOurs = pathOf(args).startsWith(under);
    if (isOurs && wasShort && name === "writeSync") throw failure("ENOSPC");
    if (!isOurs || (++seen !== n && !(forever === true && n > 0 && seen > n))) return real(...args);
    if (how === "SIGKILL") process.kill(process.pid, "SIGKILL");
    const [descriptor, bytes] = args;
    if (how === "SHORT" && bytes instanceof Uint8Array) {
      wasShort = true;
      return real(descriptor, bytes, args[2] ?? 0, Math.floor(bytes.length / 2), args[4] ?? null);
    }
    const callback = args.at(-1);
    if (typeof callback !== "function") throw failure(how === "SHORT" ? "ENOSPC" : how);
    setImmediate(() => (callback as Call)(failure(how)));
    return undefined;
  };
}

if (plan !== null) {
  const { openSync } = fs;
  fs.openSync = (path, ...rest) => {
    const descriptor = openSync(path, ...rest);
    paths.set(descriptor, String(path));
    return descriptor;
  };
  for (const name of plan.calls) functions[name] = faulty(name, (functions[name] as Call).bind(fs), plan);
  syncBuiltinESMExports();
  process.on("exit", () => process.stderr.write(`\nfault layer: ${seen} calls\n`));
}
