import { describe, expect, test } from "vitest";
import * as conformance from "../src/conformance.ts";
import { openEndpoint, endpointSchema, createMeter } from "../src/policies/index.ts";
import { memoryUsage } from "../src/mdp/index.ts";

/** As a third party would: an adapter of its own, and the suite of its port. */
conformance.describePolicy(
  "a third party's policy",
  async () => conformance.toyPolicy({ first: 0, afterWrong: 0, afterRight: 0 }),
  { isReproducible: true, hasTokens: true },
);
conformance.describeRunStore("a third party's store", conformance.memoryStore);

describe("a test server", () => {
  test("stands in for an engine, faults and all", async () => {
    const server = await conformance.startOpenaiServer({
      backend: conformance.scriptedBackend(() => "7"),
      models: ["m"],
    });
    const surroundings = { meter: createMeter({ ledger: memoryUsage() }), environment: {} };
    const endpoint = openEndpoint(endpointSchema.parse({ urls: [server.url], model: "m" }), surroundings);
    const policy = await endpoint.served();
    const sampling = { n: 1, seed: 1, temperature: 1, topP: 1, maxTokens: 5 };
    const [attempt] = await policy.sample({ key: "k", messages: [{ role: "user", content: "3 + 4?" }], ...sampling });
    expect(attempt?.text).toBe("7");
    expect(conformance.faultNames).toContain("half a stream");
    endpoint.close();
    await server.close();
  });
});
