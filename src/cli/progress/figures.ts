import type { ProgressEvent } from "../../mdp/index.ts";
import { wilson } from "../../evaluate/index.ts";
import { formatCount, formatShare } from "../text/format.ts";

type Figures = NonNullable<ProgressEvent["figures"]>;

/**
 * A stage's figures so far, in a person's words: of counted turns the share that is right, and what else went wrong; any other
 * figure by its name.
 *
 * @param rollouts those that the counted turns are of: the turns of one are alike, so that the interval is over rollouts
 */
export function describeFigures(figures: Figures, rollouts: number): readonly string[] {
  const { turns, correct } = figures;
  if (turns === undefined || correct === undefined) {
    const own = Object.entries(figures).filter(([name]) => !Object.hasOwn(serverFigures, name));
    return [...own.map(describeFigure), ...describeServers(figures)];
  }
  const shareOf = (count = 0): number => (turns === 0 ? 0 : count / turns);
  const faults = (["noAnswer", "truncated", "error"] as const).filter((name) => shareOf(figures[name]) >= 0.01);
  return [
    `accuracy ${formatShare(shareOf(correct))}${interval(shareOf(correct), rollouts)}`,
    ...faults.map((name) => `${faultNames[name]} ${formatShare(shareOf(figures[name]))}`),
    ...describeServers(figures),
  ];
}

const fewest = 20;

/** " [36.6, 55.7]", the 95% interval in percent; empty where there are too few for one. */
function interval(share: number, count: number): string {
  if (count < fewest) return "";
  const { low, high } = wilson(share, count);
  return ` [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

/** The requests under way at servers: absent where there are none. */
const serverFigures = {
  inFlight: (count: number) => `${formatCount(count)} in flight`,
  retries: (count: number) => (count === 1 ? "1 retry" : `${formatCount(count)} retries`),
  usd: (dollars: number) => `$${dollars.toFixed(2)}`,
} as const;

const leastShown = 0.005; // half a cent; counts are whole

function describeServers(figures: Figures): readonly string[] {
  return Object.entries(serverFigures).flatMap(([name, say]) => {
    const value = figures[name] ?? 0;
    return value >= leastShown ? [say(value)] : [];
  });
}

const faultNames = { noAnswer: "no answer", truncated: "truncated", error: "undecided" } as const;

const describeFigure = ([name, value]: readonly [string, number]): string =>
  `${name} ${/accuracy|share/i.test(name) ? formatShare(value) : formatNumber(value)}`;

/** Three significant digits, or a count. */
export function formatNumber(value: number): string {
  return value >= 1000 ? formatCount(value) : String(Number(value.toPrecision(3)));
}
