import { existsSync, globSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { leaks, startLeakyServer, type Leak } from "../support/leaky-server.ts";
import { rise, type RiseEnded } from "../support/rise-runs.ts";
import { workFolder } from "../support/runs.ts";

/** The part of the key by which it is found, whatever stands around it. */
const core = "PLANTEDCORE9731X";
const key = `sk-${core}/42+y`;
/** Not named like a key: what is masked by such names alone would hide what is not masked before. */
const variable = "RISE_PLANTED";

/** Servers repeat the key that they are given: it is in nothing that is printed, written, reported or exported. */
export const fault: Fault = {
  name: "planted keys, which servers repeat",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("keys");
    const chosen = full ? leaks : (["answer", "redirect"] as const);
    for (const leak of chosen) {
      const server = await startLeakyServer(leak);
      const served = ["--endpoint", server.url, "--model", "m", "--api-key-env", variable];
      for (const [verb, found] of await leaksOf(leak, served, root)) tally.record(`${leak}: ${verb}`, found);
      await server.close();
    }
    for (const address of [
      `http://127.0.0.1:9/v1?api_key=${key}`,
      `http://me:${encodeURIComponent(key)}@127.0.0.1:9/v1`,
    ])
      for (const [verb, found] of await leaksOf("busy", ["--endpoint", address, "--model", "m"], root))
        tally.record(`the key in ${address.includes("?") ? "a query" : "an address"}: ${verb}`, found);
    return tally.result();
  },
};

/** What each verb lets out of a server's words. */
async function leaksOf(
  leak: Leak,
  served: readonly string[],
  root: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [dir, out] = [join(root, "run"), join(root, "out")];
  for (const made of [dir, out]) rmSync(made, { recursive: true, force: true });
  const small = [
    "--limit",
    "2",
    "--turns",
    "2",
    "--seeds",
    "1",
    "--max-tokens",
    "20",
    "--set",
    "rollouts.timeoutSeconds=3",
    "--set",
    "rollouts.retries=1",
  ];
  const env = { [variable]: key, RISE_DEBUG: "1", RISE_PYTHON: "none" };
  const found = new Map<string, readonly string[]>();
  const run = async (...args: readonly string[]): Promise<void> => {
    const ended = await rise(args, { env, killAfterMs: 60_000 });
    found.set(args[0] === "log" ? "log export" : (args[0] ?? ""), [
      ...inWords(ended),
      ...inFiles(dir),
      ...inFiles(out),
    ]);
  };
  await run("eval", ...served, "--task", "word-problems", ...small, "--out", dir, "--json");
  if (leak !== "answer" && leak !== "thought") {
    await run("doctor", ...served);
    return found;
  }
  if (!existsSync(join(dir, "run.sqlite"))) return new Map([["eval", ["nothing was recorded"]]]);
  await run("report", dir, "--export", join(out, "tables"));
  await run("log", "export", dir, "--out", join(out, "log"));
  await run("view", dir, "--export", join(out, "view.html"));
  return found;
}

const inWords = ({ stdout, stderr }: RiseEnded): readonly string[] => [
  ...(holdsKey(stdout) ? ["printed on stdout"] : []),
  ...(holdsKey(stderr) ? [`told: ${stderr.split("\n").find(holdsKey)?.slice(0, 200)}`] : []),
];

function inFiles(dir: string): readonly string[] {
  const files = globSync("**", { cwd: dir }).filter((name) => statSync(join(dir, name)).isFile());
  return files.filter((name) => holdsKey(readFileSync(join(dir, name), "latin1"))).map((name) => `written to ${name}`);
}

/** Plain or coded as base64, whatever stands before it. */
function holdsKey(text: string): boolean {
  const coded = [0, 1, 2].map((before) => {
    const whole = Buffer.from(`${"x".repeat(before)}${core}`).toString("base64");
    return whole.slice(before === 0 ? 0 : 4, -4); // its ends depend on what stands around it
  });
  return [core, ...coded].some((form) => text.includes(form));
}
