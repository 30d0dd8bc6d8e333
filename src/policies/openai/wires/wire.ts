import type { Answer, Ask } from "../ask.ts";

/** One protocol in which servers are asked for responses: what is sent, and what is read from what comes. */
export interface Wire {
  /** For a person. */
  readonly name: string;
  readonly path: string;
  /** Whether prompts and responses are token ids. */
  readonly hasTokens: boolean;
  /** Whether the prompt is rendered here. */
  readonly wantsPrompt: boolean;
  /** The most responses of one request. */
  readonly maxPerRequest: number;
  /** The request's JSON, every sampling field in it: what is left out a server fills from the model's own settings. */
  body(ask: Ask): Readonly<Record<string, unknown>>;
  /**
   * Reads an answer.
   *
   * @param reply parsed JSON
   * @throws NonAnswer if it holds no whole answer
   */
  read(reply: unknown, ask: Ask): Answer;
}

/** A server's success that is none: an error, an abort, a refusal, nothing. It is asked again, and never an attempt (I4). */
export class NonAnswer extends Error {
  override readonly name = "NonAnswer";
  /** Its cost, which is due all the same. */
  readonly usage: Answer["usage"];

  constructor(reason: string, usage: Answer["usage"] = { promptTokens: 0, generatedTokens: 0 }) {
    super(reason);
    this.usage = usage;
  }
}

/** A success that holds an error in an answer's place, in the server's words. */
export class ErrorReply extends NonAnswer {}

/** Responses in which nothing is said, though they are there: asked again like any other, but their server does work. */
export class SilentAnswer extends NonAnswer {}
