const everyMs = 250;

/**
 * Ends this process when the wrapper that started it is gone (npm, npx, or `rise` on an older Node starting itself again): a
 * wrapper killed with SIGKILL cannot pass it on, and its child would live on and hold the run's lock. A shell is no
 * wrapper: a run put in the background outlives its terminal.
 */
export function watchParent(): void {
  const isWrapped = process.env["RISE_WRAPPED"] === "1" || process.env["npm_command"] !== undefined;
  const parent = process.ppid;
  if (!isWrapped || parent <= 1) return;
  const timer = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, everyMs);
  timer.unref();
}
