import { z } from "zod";

const sequenced = z.object({ model_id: z.string(), seq_id: z.int() });

/** The JSON requests of the protocol, as far as `rise` and the SDK's plain training loop send them. */
export const requestSchemas = {
  create_session: z.object({ tags: z.array(z.string()), sdk_version: z.string() }),
  session_heartbeat: z.object({ session_id: z.string() }),
  create_model: z.object({
    session_id: z.string(),
    model_seq_id: z.int(),
    base_model: z.string(),
    lora_config: z.object({ rank: z.int(), seed: z.int().nullish() }).nullish(),
  }),
  get_info: z.object({ model_id: z.string() }),
  unload_model: z.object({ model_id: z.string() }),
  optim_step: sequenced.extend({
    adam_params: z.object({
      learning_rate: z.number(),
      beta1: z.number(),
      beta2: z.number(),
      eps: z.number(),
      weight_decay: z.number().default(0),
      grad_clip_norm: z.number().default(0),
    }),
  }),
  save_weights: sequenced.extend({ path: z.string().nullish() }),
  load_weights: z.object({
    session_id: z.string(),
    model_seq_id: z.int(),
    path: z.string(),
    optimizer: z.boolean(),
  }),
  save_weights_for_sampler: sequenced.extend({
    path: z.string().nullish(),
    /** In place of a path: a sampler of the weights as they are, at once. */
    sampling_session_seq_id: z.int().nullish(),
  }),
  create_sampling_session: z.object({
    session_id: z.string(),
    sampling_session_seq_id: z.int(),
    base_model: z.string().nullish(),
    model_path: z.string().nullish(),
  }),
  asample: z.object({
    sampling_session_id: z.string(),
    seq_id: z.int(),
    num_samples: z.int(),
    prompt: z.object({ chunks: z.array(z.object({ tokens: z.array(z.int()) })) }),
    sampling_params: z.object({
      max_tokens: z.int(),
      seed: z.int().nullish(),
      temperature: z.number(),
      top_p: z.number(),
      stop: z.array(z.int()),
    }),
  }),
  retrieve_future: z.object({ request_id: z.string() }),
} as const;

/** A JSON request's verb. */
export type JsonVerb = keyof typeof requestSchemas;

/** A JSON request, read. */
export type JsonRequest<K extends JsonVerb> = z.output<(typeof requestSchemas)[K]>;
