/** Text, chats and token ids. */
export type { Tokenizer, TokenizerFiles } from "./tokenizer.ts";
export { openTokenizer } from "./tokenizer.ts";
export { TokenizerError } from "./tokenizer-error.ts";
export type { Chat, ChatMessage } from "./chat.ts";
export { openChat } from "./chat.ts";
export type { TrainTokenizerOptions } from "./train-tokenizer.ts";
export { trainTokenizer } from "./train-tokenizer.ts";
export { BUILT_IN_CHAT_TEMPLATE, BUILT_IN_END_OF_TURN, BUILT_IN_SPECIAL_TOKENS } from "./built-in-chat.ts";
export type { Tokens } from "./open-tokens.ts";
export { openTokens } from "./open-tokens.ts";
