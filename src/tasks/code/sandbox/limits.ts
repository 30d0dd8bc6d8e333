/** Limits of a program that is being tested. Past any of them it has failed. */
export interface Limits {
  /** Of each of its processes, on the processor, and of all of them together. */
  readonly cpuSeconds: number;
  /** From its start to the last test's end, waiting included: nothing outlives it. */
  readonly wallMs: number;
  /** Of all its processes together. */
  readonly memoryBytes: number;
  /** Written by all its processes, to whatever descriptor, but for answers. */
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

/** Answers to all calls together: many times what is printed, for tests may ask much. */
export const maxAnswerBytes = ({ outputBytes }: Limits): number => 16 * outputBytes;

/** Open files of each process, and processes and threads of all. */
export const [maxOpenFiles, maxProcesses] = [128, 128] as const;
