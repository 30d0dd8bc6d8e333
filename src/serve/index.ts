export { checkAddress, startServer, type ListenOptions, type RunningServer } from "./listen.ts";
export { createApp, type ServeApp } from "./app.ts";
export { defaultServing, type ServedModel, type ServeSettings } from "./served.ts";
export { httpVerifier } from "./http-verifier.ts";
export { think } from "./think/index.ts";
export type {
  AnswerReader,
  Question,
  Strategy,
  Thought,
  ThoughtTurn,
  Verdict,
  VerifiedAttempt,
  Verifier,
} from "./think/index.ts";
