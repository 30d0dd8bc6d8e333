import { performance } from "node:perf_hooks";
import { memoryUsage, mapConcurrently } from "../../../src/mdp/index.ts";
import { createMeter, endpointSchema, openEndpoint } from "../../../src/policies/index.ts";
import { startInstantServer } from "./start-instant-server.ts";

/** How a client fared against a server that takes a known time. */
export interface Throughput {
  readonly requestsPerSec: number;
  /** By this process's own processor time: what it would be with a core of its own, on a busy machine too. */
  readonly requestsPerCoreSec: number;
  readonly seconds: number;
  /** The wall time beyond what the server takes, as a share of the wall time. */
  readonly overheadShare: number;
  /** This process's own processor time, as a share of the wall time. */
  readonly ownShare: number;
}

/** Asks a server in another process through the policy, so many requests with so many in flight. */
export async function measureThroughput(requests: number, inFlight: number, delayMs = 0): Promise<Throughput> {
  const server = await startInstantServer(delayMs);
  const endpoint = openEndpoint(
    endpointSchema.parse({ urls: [server.url], model: "instant", api: "chat", concurrency: inFlight }),
    { meter: createMeter({ ledger: memoryUsage() }), environment: {} },
  );
  try {
    const policy = await endpoint.served();
    const sample = (i: number) =>
      policy.sample({
        key: `1/train-${i}/0/0`,
        messages: [{ role: "user", content: `What is ${i} + 4? Think step by step and end with the answer.` }],
        n: 1,
        seed: i,
        temperature: 1,
        topP: 1,
        maxTokens: 100,
      });
    const numbers = Array.from({ length: requests }, (_, i) => i);
    await mapConcurrently(numbers.slice(0, 2 * inFlight), inFlight, sample); // connections are made, code is compiled
    const [beganMs, cpu] = [performance.now(), process.cpuUsage()];
    await mapConcurrently(numbers, inFlight, sample);
    const ms = performance.now() - beganMs;
    const used = process.cpuUsage(cpu);
    const idealMs = (delayMs * requests) / inFlight;
    return {
      requestsPerSec: (1000 * requests) / ms,
      requestsPerCoreSec: (1e6 * requests) / (used.user + used.system),
      seconds: ms / 1000,
      overheadShare: (ms - idealMs) / ms,
      ownShare: (used.user + used.system) / 1000 / ms,
    };
  } finally {
    endpoint.close();
    server.close();
  }
}
