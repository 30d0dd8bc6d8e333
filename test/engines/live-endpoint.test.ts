import { describe, test } from "vitest";
import { memoryUsage, type Policy } from "../../src/mdp/index.ts";
import { createMeter, endpointSchema, inspectEndpoint } from "../../src/policies/index.ts";
import { opened } from "../../src/policies/openai/testing/opened.ts";
import { describePolicy } from "../../src/policies/policy.suite.ts";

/**
 * A server of yours, held to the laws of Policy: RISE_TEST_ENDPOINT=http://127.0.0.1:8000 npm run test:engines. With
 * RISE_TEST_TOKENIZER, the model's folder, in token ids where the server can; RISE_TEST_KEY_ENV names the variable of its key.
 */
const {
  RISE_TEST_ENDPOINT: url,
  RISE_TEST_MODEL: model,
  RISE_TEST_TOKENIZER: tokenizer,
  RISE_TEST_KEY_ENV: keyEnv,
} = process.env;

if (url === undefined) {
  test.skip("no live server is tried (set RISE_TEST_ENDPOINT, such as http://127.0.0.1:8000)", () => {});
} else {
  const written = { urls: [url], ...(tokenizer && { tokenizer }), ...(keyEnv && { apiKeyEnv: keyEnv }) };
  const surroundings = { environment: process.env };
  const found = await inspectEndpoint(
    { ...written, ...(model && { model }) },
    { ...surroundings, meter: createMeter({ ledger: memoryUsage() }) },
  );
  const open = (): Promise<Policy> =>
    opened(endpointSchema.parse({ ...written, model: found.model }), surroundings).served();
  describe(`${url}: ${found.engine}, ${found.protocol}`, () => {
    describePolicy(found.model, open, { isReproducible: false, hasTokens: found.hasTokens });
  });
}
