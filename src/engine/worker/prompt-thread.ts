/** The thread that renders long chats as token ids. */
import { parentPort, workerData } from "node:worker_threads";
import type { Companions } from "../checkpoint/index.ts";
import { openTokens, type ChatMessage } from "../tokens/index.ts";
import { packError } from "./errors.ts";
import type { RenderedPrompt } from "./prompt-renderer.ts";

const { chat } = openTokens(workerData as Companions); // given by `PromptRenderer` alone

parentPort?.on("message", (messages: readonly ChatMessage[]) => {
  let answer: RenderedPrompt;
  try {
    answer = { ids: Int32Array.from(chat?.render(messages, { addGenerationPrompt: true }) ?? []) };
  } catch (error) {
    answer = { error: packError(error) };
  }
  parentPort?.postMessage(answer);
});
