import { z } from "zod";
import { bounded, count, masked } from "../../mdp/index.ts";
import { canonicalAddress, secretInQuery } from "./address.ts";

/** An address without a password or a key in it: those come from the environment. */
const address = z
  .string()
  .refine((text) => /^https?:\/\/[^/@?#\s]+([/?][^\s#]*)?$/.test(text) && URL.canParse(text), {
    error: (issue) =>
      `must be an address such as http://127.0.0.1:8000 without a password in it, got ${shown(String(issue.input))}; keys come from the environment: apiKeyEnv`,
  })
  .refine((text) => secretInQuery(text) === undefined, {
    error: (issue) =>
      `must hold no key, got ?${secretInQuery(String(issue.input))}=...; keys come from the environment: apiKeyEnv`,
  })
  .transform(canonicalAddress);

/** Whatever a query bears may be a key. */
const shown = (text: string): string =>
  JSON.stringify(masked(text.replace(/\/\/[^/]*@/, "//***@").replace(/[?#].*$/s, "?***")));

/** How new weights reach the servers. */
const swapSchema = z.strictObject({
  /**
   * `none`: the servers keep their weights. `name`: the server loads the folder that each request names (transformers serve).
   * `vllm-lora`: a LoRA adapter is loaded at run time. `sglang-disk`: full weights, by /update_weights_from_disk. `vllm-disk`:
   * full weights, read by vLLM in its development mode.
   */
  by: z.enum(["none", "name", "vllm-lora", "sglang-disk", "vllm-disk"]).default("none"),
  /** Of `vllm-disk`, for versions that read no other folder than the one they were started with: that one, as this machine sees it. */
  folder: z.string().min(1).optional(),
  /** Where the servers see this machine's files under another path: the beginning of the path here, and there. */
  here: z.string().min(1).optional(),
  there: z.string().min(1).optional(),
});

/** Servers that answer for one model, OpenAI-compatible or one of the engines' own protocols. */
export const endpointSchema = z.strictObject({
  /** One address for each replica: the server's, or the base that its provider names (.../v1, .../v1beta/openai, ...?api-version=). */
  urls: z.array(address).min(1, { error: "must hold at least one address, such as http://127.0.0.1:8000" }),
  /** The model's name on the server. */
  model: z.string().min(1),
  /** The server's kind; auto: asked at the start. */
  engine: z.enum(["auto", "vllm", "sglang", "llama-server", "transformers", "openai"]).default("auto"),
  /** `tokens`: token ids in and out. `chat`: the server renders chats. `completions`: we do, as text. auto: tokens where it can. */
  api: z.enum(["auto", "tokens", "chat", "completions"]).default("auto"),
  /** The folder whose tokenizer and chat template render prompts; of rollouts, by default, the run's model. */
  tokenizer: z.string().min(1).optional(),
  /** The environment variable that holds the API key. */
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must name an environment variable, such as OPENAI_API_KEY" })
    .optional(),
  /** The most requests in flight, over all replicas. */
  concurrency: count(1, "try 128").default(128),
  /** For one response. */
  timeoutSeconds: bounded(z.number(), (s) => s > 0, "> 0", "try 600").default(600),
  /** Repetitions of a request that fails. */
  retries: count(0, "try 6").default(6),
  /** Further fields of each request, such as { chat_template_kwargs: { enable_thinking: false } }. */
  extra: z.record(z.string(), z.json()).default({}),
  /** Fields that the server refuses, such as [seed]: they are left out. */
  omit: z.array(z.string()).default([]),
  /** How its weights are replaced between iterations; of `rollouts` alone. */
  swap: swapSchema.prefault({}),
});

/** See {@link endpointSchema}. */
export type Endpoint = z.output<typeof endpointSchema>;

/** An endpoint as written: the addresses and the model alone must be there. */
export type EndpointInput = z.input<typeof endpointSchema>;
