import {
  createAdaptiveLimit,
  type AdaptiveLimit,
  type Clock,
  type Permit,
  type RequestOutcome,
} from "../../http/index.ts";

/** One server of several that answer for the same model. */
interface Replica {
  readonly url: string;
  readonly limit: AdaptiveLimit;
}

/** A place in a replica's queue that has come up. */
export interface Turn extends Permit {
  readonly url: string;
}

/** Servers that share a load. */
export interface Replicas {
  readonly all: readonly Replica[];
  /**
   * A turn on the replica that has the conversation, whose cache holds its beginning, or on the least loaded one.
   *
   * @param conversation what keeps together
   */
  turn(conversation: string, signal?: AbortSignal): Promise<Turn>;
  /** Whether a replica is being left alone after failures. */
  isResting(url: string): boolean;
}

interface Standing extends Replica {
  failures: number;
  restsUntilMs: number;
}

const failuresBeforeRest = 3;
const shortestRestMs = 1000;
const longestRestMs = 30_000;
const maxConversations = 100_000;

/**
 * Shares requests among replicas. One that fails three times in a row rests, each time twice as long, while another is healthy;
 * its conversations move.
 *
 * @param urls at least one
 * @param concurrency the most requests at once over all of them
 */
export function createReplicas(urls: readonly string[], concurrency: number, clock: Clock): Replicas {
  const most = Math.max(1, Math.ceil(concurrency / urls.length));
  const all: Standing[] = urls.map((url) => ({
    url,
    limit: createAdaptiveLimit(most, clock),
    failures: 0,
    restsUntilMs: -Infinity,
  }));
  const homes = new Map<string, Standing>();
  const isWell = ({ restsUntilMs }: Standing): boolean => restsUntilMs <= clock.nowMs();

  const leastLoaded = (): Standing => {
    const well = all.filter(isWell);
    // Where all of them rest, the one whose rest ends first is tried.
    const [first, ...others] =
      well.length > 0 ? well : [...all].sort((a, b) => a.restsUntilMs - b.restsUntilMs).slice(0, 1);
    if (first === undefined) throw new Error("replicas need at least one address, but none is given");
    return others.reduce((least, replica) => (load(replica) < load(least) ? replica : least), first);
  };
  const homeOf = (conversation: string): Standing => {
    const home = homes.get(conversation);
    if (home !== undefined && isWell(home)) return home;
    const chosen = leastLoaded();
    if (homes.size >= maxConversations) homes.clear(); // caches forget as well
    homes.set(conversation, chosen);
    return chosen;
  };
  return {
    all,
    isResting: (url) => all.some((replica) => replica.url === url && !isWell(replica)),
    async turn(conversation, signal) {
      const replica = homeOf(conversation);
      const permit = await replica.limit.acquire(signal);
      return {
        url: replica.url,
        release(outcome) {
          record(replica, outcome, clock.nowMs());
          permit.release(outcome);
        },
      };
    },
  };
}

const load = ({ limit }: Replica): number => (limit.inFlight() + limit.waiting()) / limit.limit();

/** An overloaded server answers: it is no worse than one that does its work. */
function record(replica: Standing, outcome: RequestOutcome, nowMs: number): void {
  if (outcome === "answered" || outcome === "overloaded") {
    replica.failures = 0;
    return;
  }
  replica.failures++;
  const rests = replica.failures - failuresBeforeRest;
  if (rests >= 0) replica.restsUntilMs = nowMs + Math.min(longestRestMs, shortestRestMs * 2 ** rests);
}
