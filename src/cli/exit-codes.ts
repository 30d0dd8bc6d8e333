/** The exit codes of every verb. */
export const exitCodes = {
  done: 0,
  /** Something failed: a file, a model, the machine. */
  error: 1,
  /** The command line or the config asks for what cannot be. */
  usage: 2,
  /** Done, but a gain was required (`--require-gain`, `--require-gain-of`) that is not distinguishable. */
  noGain: 3,
  /** Stopped by a budget. */
  budget: 4,
  interrupted: 130,
} as const;
