/**
 * The load of `rise serve`: so many clients that stream for so long, against the engine alone with as many requests in flight.
 *
 *   node test/serve/load.ts [clients] [seconds]
 */
import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import { openTask, taskSchema } from "../../src/tasks/index.ts";
import { openPolicy } from "../../src/policies/index.ts";
import { startServing } from "./serving.ts";

const [clients = 200, seconds = 60] = process.argv.slice(2).map(Number);
const task = await openTask(taskSchema.parse("reach-number"));
const questions = task.problems("test").map(({ question }) => question);
const questionOf = (number: number): string => questions[number % questions.length] ?? "";

interface Tally {
  readonly firstTextMs: number[];
  readonly statuses: Map<string, number>;
  tokens: number;
  /** In which the text came. */
  pieces: number;
}

/** One client: asks, reads its stream to the end, asks again. */
async function client(url: string, number: number, untilMs: number, tally: Tally): Promise<void> {
  for (let asked = number; performance.now() < untilMs; asked += clients) {
    const startedMs = performance.now();
    const body = JSON.stringify({
      model: "reach",
      messages: [{ role: "user", content: questionOf(asked) }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 100,
      seed: asked,
    });
    const status = await streamed(url, body, startedMs, tally).catch((error: unknown) => String(error));
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: clients });

/** Asks over a bare socket: the clients share the machine with the server, and shall take little of it. */
async function streamed(url: string, body: string, startedMs: number, tally: Tally): Promise<string> {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const asking = request(`${url}/v1/chat/completions`, { method: "POST", agent, headers });
  asking.end(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage]; // as Node says it
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    if (startedMs === 0 || !/"content":"[^"]/.test(chunk.toString("latin1"))) return;
    tally.firstTextMs.push(performance.now() - startedMs);
    startedMs = 0;
  });
  await once(response, "end");
  const text = Buffer.concat(chunks).toString();
  if (response.statusCode !== 200) {
    await setTimeout(1000 * Number(response.headers["retry-after"] ?? 0));
    return String(response.statusCode);
  }
  tally.tokens += Number(/"completion_tokens":(\d+),"total_tokens":\d+\}\}\n/.exec(text)?.[1] ?? 0);
  tally.pieces += text.split('"delta":{"content":"').length - 1;
  return text.endsWith("data: [DONE]\n\n") ? "200" : "broken";
}

async function metric(url: string, name: string): Promise<number> {
  const once = { connection: "close" }; // a kept connection may be closed by the server just as it is used again
  const text = await (await fetch(`${url}/metrics`, { headers: once })).text();
  return Number(new RegExp(`^${name} ([\\d.]+)`, "m").exec(text)?.[1]);
}

const memoryOf = async (url: string): Promise<number> =>
  Math.round((await metric(url, "process_resident_memory_bytes")) / 2 ** 20);

/** Tokens a second of the clock, and a second of the processor: the one tells what a user has, the other does not see who else is at work. */
interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** The engine alone, with as many requests in flight. */
async function engineAlone(): Promise<Rate> {
  const policy = await openPolicy("models/reach");
  const untilMs = performance.now() + 1000 * seconds;
  const startedMs = performance.now();
  const before = process.cpuUsage();
  let tokens = 0;
  const lane = async (number: number): Promise<void> => {
    for (let asked = number; performance.now() < untilMs; asked += clients) {
      const messages = [{ role: "user", content: questionOf(asked) }] as const;
      const [attempt] = await policy.sample({
        key: `${asked}`,
        messages,
        n: 1,
        seed: asked,
        temperature: 1,
        topP: 1,
        maxTokens: 100,
      });
      tokens += attempt?.usage.generatedTokens ?? 0;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => lane(number)));
  const { user, system } = process.cpuUsage(before);
  const took = (performance.now() - startedMs) / 1000;
  await policy.close();
  return { perSecond: tokens / took, perCpuSecond: (1e6 * tokens) / (user + system) };
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;

const server = await startServing(["--model", "models/reach", "--task", "reach-number", "--quiet"]);
const tally: Tally = { firstTextMs: [], statuses: new Map(), tokens: 0, pieces: 0 };
const startedMs = performance.now();
const memory: number[] = [];
const cpuBefore = await metric(server.url, "process_cpu_seconds_total");
const ownBefore = process.cpuUsage();
const watch = setInterval(() => void memoryOf(server.url).then((size) => memory.push(size)), 5000);
await Promise.all(
  Array.from({ length: clients }, (_, number) => client(server.url, number, startedMs + 1000 * seconds, tally)),
);
const took = (performance.now() - startedMs) / 1000;
clearInterval(watch);
const cpuSeconds = (await metric(server.url, "process_cpu_seconds_total")) - cpuBefore;
const own = process.cpuUsage(ownBefore);
const clientCpuSeconds = (own.user + own.system) / 1e6;
agent.destroy();
const code = await server.stop();
const alone = await engineAlone();
const sorted = tally.firstTextMs.toSorted((a, b) => a - b);
const rate = tally.tokens / took;
console.log(
  JSON.stringify({
    clients,
    seconds: Math.round(took),
    answers: Object.fromEntries(tally.statuses),
    firstTextMs: { p50: Math.round(at(sorted, 0.5)), p99: Math.round(at(sorted, 0.99)) },
    tokensPerSec: Math.round(rate),
    engineAloneTokensPerSec: Math.round(alone.perSecond),
    share: hundredths(rate / alone.perSecond),
    tokensPerCpuSecond: Math.round(tally.tokens / cpuSeconds),
    engineAloneTokensPerCpuSecond: Math.round(alone.perCpuSecond),
    shareByCpu: hundredths(tally.tokens / cpuSeconds / alone.perCpuSecond),
    shareByCpuWithClients: hundredths(tally.tokens / (cpuSeconds + clientCpuSeconds) / alone.perCpuSecond),
    piecesPerAnswer: hundredths(tally.pieces / sorted.length),
    memoryMiB: memory,
    exitCode: code,
  }),
);
