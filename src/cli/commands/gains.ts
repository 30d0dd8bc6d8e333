import { Option, type Command } from "commander";
import type { RunSummary } from "../../mdp/index.ts";

/** The gains that a script may require of the last model, and the comparisons that tell of them. */
const gainMetrics = {
  /** Whether it corrects itself: the last turn alone over the first. */
  turn: "t5 - m1@t1",
  /** The vote over its turns over one answer. */
  vote: "m1@t5 - m1@t1",
  /** The vote over its turns over the vote over as many parallel samples. */
  parallel: "m1@t5 - m5@t1",
} as const;

type Gain = keyof typeof gainMetrics;

/** The flags that ask for a gain. */
export interface GainFlags {
  readonly requireGain?: boolean;
  readonly requireGainOf?: Gain;
}

/** Adds the flags that ask for a gain. */
export function withGain(command: Command): Command {
  return command
    .option("--require-gain", "exit 3 unless turn 5 alone gains over turn 1 alone in the last model, beyond doubt")
    .addOption(
      new Option(
        "--require-gain-of <name>",
        "the same of the vote over turns: over one answer (vote), or over the vote over as many parallel samples (parallel)",
      ).choices(Object.keys(gainMetrics)),
    );
}

/** Whether a gain was asked for that the last model has not, or that the data cannot tell from chance. */
export function lacksGain({ models, comparisons }: RunSummary, { requireGain, requireGainOf }: GainFlags): boolean {
  const wanted = requireGainOf ?? (requireGain === true ? "turn" : undefined);
  if (wanted === undefined) return false;
  const last = models.at(-1)?.name;
  const gain = comparisons.find(({ a, b, metric }) => a === last && b === last && metric === gainMetrics[wanted]);
  return gain === undefined || !gain.distinguishable || gain.difference.value <= 0;
}
