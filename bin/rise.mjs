#!/usr/bin/env node
// `rise` needs Node 24 (it strips types itself and has node:sqlite). On an older Node the command starts again under
// the Node 24 that npm installed beside it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) restartUnderPinnedNode();
else {
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

function pinnedNode() {
  try {
    const entry = createRequire(import.meta.url).resolve("node/package.json");
    return fileURLToPath(new URL("bin/node", `file://${entry}`));
  } catch {
    console.error(`rise needs Node 24 or newer, got ${process.version}; install it, or run npm ci in a clone of rise.`);
    process.exit(1);
  }
}
