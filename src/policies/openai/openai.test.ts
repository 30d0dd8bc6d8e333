import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { Engine } from "../../engine/index.ts";
import { memoryUsage, type Policy } from "../../mdp/index.ts";
import { openPolicy } from "../embedded/embedded-models.ts";
import { describePolicy } from "../policy.suite.ts";
import { createMeter } from "../spend/index.ts";
import { endpointSchema, openEndpoint } from "./index.ts";
import { engineBackend, policyBackend, startOpenaiServer, type Backend, type DialectName } from "./testing/index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-openai-"));
const folder = join(root, "small");
const closing: (() => unknown)[] = [];
beforeAll(() => writeSmallModel(folder));
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  rmSync(root, { recursive: true });
});

async function open(dialect: DialectName, backend: Backend, tokenizer?: string): Promise<Policy> {
  const server = await startOpenaiServer({ backend, dialect });
  const written = { urls: [server.url], model: "test-model", ...(tokenizer === undefined ? {} : { tokenizer }) };
  const endpoint = openEndpoint(endpointSchema.parse(written), {
    meter: createMeter({ ledger: memoryUsage() }),
    environment: {},
  });
  closing.push(
    () => server.close(),
    () => endpoint.close(),
  );
  return endpoint.served();
}

for (const dialect of ["vllm", "sglang", "llama-server"] as const) {
  const openHere = async (): Promise<Policy> => {
    const engine = await Engine.open(folder, { threads: 1 });
    closing.push(() => engine.close());
    return open(dialect, engineBackend(engine), folder);
  };
  describePolicy(`${dialect} in token ids`, openHere, { isReproducible: true, hasTokens: true });
}
for (const dialect of ["openai", "transformers", "vllm"] as const) {
  const openHere = async (): Promise<Policy> => {
    const policy = await openPolicy(folder, { threads: 1 });
    closing.push(() => policy.close());
    return open(dialect, policyBackend(policy));
  };
  describePolicy(`${dialect} in chats`, openHere, { isReproducible: true, hasTokens: false });
}
