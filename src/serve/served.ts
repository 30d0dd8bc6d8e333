import type { Policy, StateOptions } from "../mdp/index.ts";
import type { PlaygroundFiles } from "./playground/routes.ts";
import type { AnswerReader, Verifier } from "./think/index.ts";

/** What is served: a model, how its answers are read, and how it is asked again. */
export interface ServedModel {
  /** The model's name for clients; no path. */
  readonly name: string;
  readonly policy: Policy;
  readonly reader: AnswerReader;
  /** Says whether an attempt is right; absent: nobody does, unless a request brings the right answer. */
  readonly verifier?: Verifier;
  readonly view: StateOptions;
  /** Most tokens of one response, where a request does not say. */
  readonly maxTokens: number;
  /** The seed of requests that give none; absent: another each time. */
  readonly seed?: number;
}

/** How it is served. */
export interface ServeSettings {
  /** What clients must bear; absent: nothing, which is for loopback alone. */
  readonly token?: string;
  /** Names by which the server is addressed, besides those of loopback; with a token any name will do where none is given. */
  readonly hosts: readonly string[];
  /** Origins whose pages may ask. */
  readonly origins: readonly string[];
  /** Samples under way at once. */
  readonly places: number;
  /** Requests that may wait for a place. */
  readonly waiting: number;
  readonly maxBodyBytes: number;
  /** Of one request, from when it is read to the end of its answer. */
  readonly timeoutMs: number;
  /** The files of the page at `/`; absent: there is none. */
  readonly playground?: PlaygroundFiles;
  /** Is told of each request, without contents. */
  readonly log?: (line: string) => void;
  /** Is told why an answer failed, which the client is not. */
  readonly onFailure?: (line: string) => void;
}

/** The settings that may be left out, as they are then. */
export const defaultServing = { waiting: 256, maxBodyBytes: 2 ** 20, timeoutMs: 600_000 } as const;
