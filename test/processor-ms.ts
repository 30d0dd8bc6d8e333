/**
 * Milliseconds of processor time that this thread spends in `run`. For tests of how work grows with its input: their bounds lie so far above
 * what is measured (and what grows wrongly so far above them) that no machine's speed decides them. Speed itself is measured by benchmarks.
 */
export function processorMs(run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
