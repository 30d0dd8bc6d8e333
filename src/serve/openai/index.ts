export * from "./api-error.ts";
export type { Asked } from "./asked.ts";
export { readChat } from "./chat-fields.ts";
export { readCompletion } from "./completion-fields.ts";
export * from "./logprobs.ts";
export * from "./question.ts";
export * from "./reply.ts";
export * from "./stream.ts";
