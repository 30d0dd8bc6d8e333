import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { namespaceScript } from "./namespace-script.ts";

/**
 * What keeps a tested program in. `namespaces` (Linux): no network, no file but its interpreter's, read-only, and its own
 * folder in memory, no other process to be seen, none left behind. `limits` (elsewhere): time, memory and output are bounded, but the
 * program has the user's files and network; JavaScript's files and processes are then still barred by Node's permission model.
 */
export type Isolation = "namespaces" | "limits";

/** All that a program sees of the environment: nothing of the user's, so no secrets. */
export const sandboxEnvironment = {
  PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
  LANG: "C.UTF-8",
  PYTHONHASHSEED: "0", // sets print in the same order every time
} as const;

const unshareFlags = [
  "--user",
  "--map-root-user",
  "--mount",
  "--net",
  "--ipc",
  "--uts",
  "--pid",
  "--fork",
  "--kill-child",
];
const systemPaths = ["/usr", "/bin", "/lib", "/lib64", "/sbin", "/etc/ld.so.cache", "/etc/alternatives"];

/** Tries whether this system lets a user make namespaces: containers and some distributions do not. */
export function detectIsolation(): Isolation {
  if (process.platform !== "linux") return "limits";
  const folder = mkdtempSync(join(tmpdir(), "rise-sandbox-"));
  try {
    const [command, ...args] = inNamespaces(["/bin/sh", "-c", "echo inside"], {
      folder,
      paths: [],
      diskBytes: 2 ** 16,
    });
    const tried = spawnSync(command, args, { encoding: "utf8", timeout: 20_000, env: sandboxEnvironment });
    return tried.stdout === "inside\n" ? "namespaces" : "limits";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The command that runs a command in namespaces of its own.
 *
 * @param folder an empty folder to build the file system in; stays empty for others
 * @param paths what the command must see besides the system's programs and libraries
 */
export function inNamespaces(
  command: readonly string[],
  {
    folder,
    paths,
    diskBytes,
  }: { readonly folder: string; readonly paths: readonly string[]; readonly diskBytes: number },
): [string, ...string[]] {
  const seen = [...systemPaths, ...paths.filter((path) => !systemPaths.some((own) => path.startsWith(`${own}/`)))];
  const script = ["/bin/sh", "-c", namespaceScript, "sh", folder, String(diskBytes), ...seen, "--", ...command];
  return ["unshare", ...unshareFlags, ...script];
}

/**
 * How many processes and threads a program may have, 0 for any number: they can be counted apart from the user's own only in a
 * namespace, and only by Linux 5.14 and newer. (The superuser's are never counted.)
 */
export function mostProcesses(isolation: Isolation): number {
  const [major = 0, minor = 0] = release().split(".").map(Number);
  return isolation === "namespaces" && (major > 5 || (major === 5 && minor >= 14)) ? 128 : 0;
}

/** Isolation in words, for `rise doctor`. */
export function describeIsolation(isolation: Isolation): string {
  return isolation === "namespaces"
    ? "no network, no files but their own, no other processes (Linux namespaces); time, memory and output limited"
    : "time, memory and output limited, but network open; Python programs can read and write your files, JavaScript ones cannot (Node's permission model)";
}
