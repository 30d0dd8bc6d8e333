import { once } from "node:events";
import { startRise } from "../cli/rise.ts";

/** A `rise serve` of its own process, as a user starts it. */
export interface Serving {
  readonly url: string;
  readonly process: ReturnType<typeof startRise>["process"];
  /** What it has written to stderr so far: its log. */
  log(): string;
  /** Asks it to stop, by a signal; resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `rise serve` at a free port. */
export async function startServing(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const running = startRise(["serve", "--port", "0", "--json", ...args], env);
  const url = await Promise.race([
    urlOf(running.process),
    running.finished.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
  return {
    url,
    process: running.process,
    log: () => running.stderr(),
    async stop(signal = "SIGTERM") {
      running.process.kill(signal);
      return (await running.finished).code;
    },
  };
}

async function urlOf({ stdout }: ReturnType<typeof startRise>["process"]): Promise<string> {
  if (stdout === null) throw new Error("the command's output must be piped");
  const [line] = (await once(stdout, "data")) as [Buffer]; // one JSON document, in one piece
  return (JSON.parse(line.toString()) as { url: string }).url;
}
