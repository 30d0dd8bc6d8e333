import type { Message } from "../../mdp/index.ts";
import { seedOf } from "../../mdp/index.ts";

/** The assumed behaviour of a run's models: measured by a probe, or the most that the config allows. */
export interface Behaviour {
  /** Share of attempts that are right, from 0 to 1. */
  readonly rightShare: number;
  /** Generated tokens of attempts at turn 1, turn 2, ...; the last list stands for all later turns. */
  readonly generatedTokens: readonly (readonly number[])[];
  /** How text becomes tokens. */
  readonly rendering: Rendering;
}

/** The length of chats in tokens: so much for each character, and for each message what surrounds it. */
export interface Rendering {
  readonly tokensPerChar: number;
  readonly tokensPerMessage: number;
}

/** English by the byte-level vocabularies of today, in a chat template of the usual length. */
export const usualRendering: Rendering = { tokensPerChar: 0.27, tokensPerMessage: 5 };

/** Tokens of a chat. */
export function chatTokens(messages: readonly Message[], { tokensPerChar, tokensPerMessage }: Rendering): number {
  const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
  return Math.round(chars * tokensPerChar + messages.length * tokensPerMessage);
}

/** Tokens that the attempt named `key` generates: one of those known of its turn, the same at every call. */
export function attemptTokens({ generatedTokens }: Behaviour, messages: readonly Message[], key: string): number {
  const turn = messages.filter(({ role }) => role === "assistant").length;
  const known = generatedTokens[Math.min(turn, generatedTokens.length - 1)] ?? [];
  return known[seedOf("length", key) % Math.max(1, known.length)] ?? 1;
}

/** Whether the attempt of that key is right: so many of all keys are. */
export function isRight({ rightShare }: Behaviour, key: string): boolean {
  return seedOf("right", key) / 2 ** 32 < rightShare;
}
