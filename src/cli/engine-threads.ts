import { availableParallelism } from "node:os";
import { ConfigError } from "../mdp/index.ts";

/** The engine's threads: RISE_THREADS, else the cores. Results are the same bytes for the same number of threads. */
export function engineThreads(): number {
  const text = process.env["RISE_THREADS"];
  if (text === undefined || text === "") return availableParallelism();
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new ConfigError(`RISE_THREADS must be a whole number >= 1, got ${JSON.stringify(text)}; or leave it unset`);
}
