/**
 * `rise serve` as a provider of the Vercel AI SDK, through its OpenAI-compatible provider.
 *
 *   npx rise-lm serve --model models/reach --task reach-number   # in another terminal
 *   npm install ai @ai-sdk/openai-compatible && node serve-ai-sdk.ts
 */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { streamText } from "ai";

const baseURL = process.env["RISE_URL"] ?? "http://127.0.0.1:8000/v1";
const rise = createOpenAICompatible({ name: "rise", baseURL, apiKey: process.env["RISE_SERVE_TOKEN"] ?? "none" });

const { textStream, usage } = streamText({
  model: rise("rise-k5-vote"),
  prompt: "Use 3, 8 and 14, each once, to reach 19.",
  providerOptions: { rise: { rise: { agree: 2 } } }, // ends once two turns in a row agree
});
for await (const text of textStream) process.stdout.write(text);
console.log(`\n${(await usage).outputTokens} tokens`);
