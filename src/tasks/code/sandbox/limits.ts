/** What a program that is being tested may use. Past any of them it has failed. */
export interface Limits {
  /** Of each of its processes, on the processor: a busy machine does not fail a quick program. */
  readonly cpuSeconds: number;
  /** From start to end, waiting included; more where the machine is busy. */
  readonly wallMs: number;
  /** Of each of its processes. */
  readonly memoryBytes: number;
  /** Printed, on stdout and stderr together. */
  readonly outputBytes: number;
  /** Of its folder, and of each file. */
  readonly diskBytes: number;
}

/** Generous for a function of a page, short enough to test thousands. */
export const defaultLimits: Limits = {
  cpuSeconds: 5,
  wallMs: 30_000,
  memoryBytes: 512 * 2 ** 20,
  outputBytes: 2 ** 20,
  diskBytes: 16 * 2 ** 20,
};
