import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findGroupFolder } from "./control-group.ts";
import { namespaceScript } from "./scripts.ts";
import { sandboxUser } from "./user.ts";

/**
 * The isolation of a tested program. `namespaces` (Linux): no network, no file but its interpreter's, read-only, and its own folder in
 * memory, no other process to be seen, no privilege, none left behind. `limits` (elsewhere, and only where it is asked for): time, memory,
 * processes and output are bounded, but files and network are open to it.
 */
export type Isolation = "namespaces" | "limits";

/** How far a system can isolate, and what keeps it from isolating fully. */
export interface IsolationFound {
  readonly isolation: Isolation;
  /** Why it is not `namespaces`. */
  readonly why?: string;
}

/** All that a program sees of the environment: nothing of the user's, so no secrets. */
export const sandboxEnvironment = {
  PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
  LANG: "C.UTF-8",
  PYTHONHASHSEED: "0", // sets print in the same order every time
} as const;

const newNamespaces = ["--mount", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child"];
const systemPaths = ["/usr", "/bin", "/lib", "/lib64", "/sbin", "/etc/ld.so.cache", "/etc/alternatives"];
/** The system's own programs that build the sandbox. */
const means = ["unshare", "setpriv", "mount", "umount", "pivot_root"];

/** Tries whether this system lets a user make namespaces: containers and some distributions do not. */
export const detectIsolation = (): Isolation => findIsolation().isolation;

/** Tries how far this system can isolate, and finds what is missing. */
export function findIsolation(): IsolationFound {
  if (process.platform !== "linux") return { isolation: "limits", why: `${process.platform} has no namespaces` };
  const missing = means.filter((name) => !isOnPath(name));
  if (missing.length > 0)
    return { isolation: "limits", why: `not found: ${missing.join(", ")} (packages util-linux and mount)` };
  const folder = mkdtempSync(join(tmpdir(), "rise-sandbox-"));
  try {
    const [command, ...args] = inNamespaces(["/bin/sh", "-c", "echo inside"], {
      folder,
      paths: [],
      diskBytes: 2 ** 16,
      user: sandboxUser(),
    });
    const tried = spawnSync(command, args, { encoding: "utf8", timeout: 20_000, env: sandboxEnvironment });
    if (tried.stdout === "inside\n") return { isolation: "namespaces" };
    const said = tried.error?.message ?? tried.stderr.trim().split("\n").at(-1);
    return { isolation: "limits", why: `namespaces are refused: ${said ?? "nothing was said"}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isOnPath = (name: string): boolean =>
  sandboxEnvironment.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Of a sandbox in namespaces. */
interface NamespaceOptions {
  /** An empty folder to build the file system in; stays empty for others. */
  readonly folder: string;
  /** Paths that the command must see besides the system's programs and libraries. */
  readonly paths: readonly string[];
  readonly diskBytes: number;
  /** The user to become; undefined: the one that we are. */
  readonly user: number | undefined;
}

/**
 * The command that runs a command in namespaces of its own. The superuser builds them as such, for only he may be able to read the interpreter's
 * folder, and goes in as another user; others build them as the superuser of a user namespace.
 */
export function inNamespaces(command: readonly string[], options: NamespaceOptions): [string, ...string[]] {
  const { folder, paths, diskBytes, user } = options;
  const seen = [...systemPaths, ...paths.filter((path) => !systemPaths.some((own) => path.startsWith(`${own}/`)))];
  const numbers = [diskBytes, user ?? 0].map(String);
  const script = ["/bin/sh", "-c", namespaceScript, "sh", folder, ...numbers, ...seen, "--", ...command];
  return ["unshare", ...(user === undefined ? ["--user", "--map-root-user"] : []), ...newNamespaces, ...script];
}

/**
 * Whether a program's processes and threads can be counted apart from others: as a user of its own, or in a namespace by Linux 5.14
 * and newer.
 */
export function countsProcesses(isolation: Isolation, user: number | undefined): boolean {
  const [major = 0, minor = 0] = release().split(".").map(Number);
  return user !== undefined || (isolation === "namespaces" && (major > 5 || (major === 5 && minor >= 14)));
}

/** Isolation in words, for `rise doctor`. */
export function describeIsolation(isolation: Isolation): string {
  const memory = findGroupFolder() === undefined ? "memory, by looking 20 times a second," : "memory, by the kernel (a control group),"; // prettier-ignore
  if (isolation === "namespaces")
    return `no network, no files but their own, no other processes, no privileges (Linux namespaces); time, ${memory} processes and output of all of it limited`;
  const limited = `time, ${memory} and output of all of it limited, but network open`;
  return process.getuid?.() === 0
    ? `${limited}; programs run as another user: they can read what everybody can`
    : `${limited}; Python programs can read and write your files, JavaScript ones cannot (Node's permission model)`;
}
