#!/usr/bin/env node
// `rise` needs Node 24 (it strips types itself and has node:sqlite). On an older Node the command starts again under
// the Node 24 that npm installed beside it.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module, { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) restartUnderPinnedNode();
else {
  if (lacksLargePages()) restartWithLargePages();
  module.enableCompileCache?.(); // halves the start: what was compiled once is read back
  const source = new URL("../src/cli/main.ts", import.meta.url);
  const built = new URL("../dist/cli/main.js", import.meta.url);
  const { main } = await import(existsSync(source) ? source.href : built.href);
  process.exitCode = await main(process.argv.slice(2));
}

function restartUnderPinnedNode() {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  // RISE_WRAPPED: the child watches for this process's death, which SIGKILL gives no chance to pass on.
  const child = spawn(pinnedNode(), args, { stdio: "inherit", env: { ...process.env, RISE_WRAPPED: "1" } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}

// Whether glibc would have to ask for large pages, and was not told to. With pages of 2 MiB weights and caches are read
// with fewer table look-ups: decoding gains a fifth on the built-in models' size, and at batch 1 on SmolLM2-135M's.
function lacksLargePages() {
  if (process.platform !== "linux" || process.execve === undefined) return false;
  if ("GLIBC_TUNABLES" in process.env) return false; // the user's choice, or ours after the restart
  try {
    return readFileSync("/sys/kernel/mm/transparent_hugepage/enabled", "utf8").includes("[madvise]");
  } catch {
    return false;
  }
}

// glibc reads this when a process starts. The same process goes on: its id, its terminal and its parent stay.
function restartWithLargePages() {
  const env = { ...process.env, GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], env);
}

function pinnedNode() {
  try {
    const entry = createRequire(import.meta.url).resolve("node/package.json");
    return fileURLToPath(new URL("bin/node", `file://${entry}`));
  } catch {
    console.error(
      `rise needs Node 24 or newer, got ${process.version}; install it, or beside rise: npm install node@24`,
    );
    process.exit(1);
  }
}
