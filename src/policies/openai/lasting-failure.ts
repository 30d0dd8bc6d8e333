import { ConfigError, UnansweredError } from "../../mdp/index.ts";
import { HttpFailure, isPassing, isWebPage } from "../../http/index.ts";
import type { Endpoint } from "./endpoint-schema.ts";
import { exhaustion } from "./exhausted.ts";
import { NonAnswer } from "./wires/wire.ts";

/** Servers give one response a request, whatever is asked for: several are to be asked for one by one. */
export class SingleResponse extends Error {
  override readonly name = "SingleResponse";
}

/** A failure after all repetitions as what it is to a run: the config's, one request's, or the server's. */
export function lastingFailure(error: unknown, endpoint: Endpoint): unknown {
  return refusalOf(error, endpoint) ?? unansweredOf(error, endpoint) ?? error;
}

/** What is answered by no answer again and again is so by itself; nothing is wrong with the server. */
function unansweredOf(error: unknown, { retries }: Endpoint): UnansweredError | undefined {
  if (!(error instanceof HttpFailure) || !(error.cause instanceof NonAnswer)) return undefined;
  return new UnansweredError(`${error.message}, ${retries + 1} times`, { cause: error });
}

/** What no repetition will change is the config's. */
function refusalOf(error: unknown, { apiKeyEnv, model }: Endpoint): ConfigError | undefined {
  if (!(error instanceof HttpFailure)) return undefined;
  const spent = exhaustion(error);
  if (spent !== undefined) {
    const cure = "top the account up, raise its limit or wait, then give the same command again: a run resumes";
    return new ConfigError(`${error.message}; ${spent}: ${cure}`, { cause: error });
  }
  if (isPassing(error)) return undefined;
  const { status = 0, message } = error;
  const cures: Readonly<Record<number, string>> = {
    401: apiKeyEnv === undefined ? "name the variable that holds the key: apiKeyEnv" : `check the key in ${apiKeyEnv}`,
    403: apiKeyEnv === undefined ? "name the variable that holds the key: apiKeyEnv" : `check the key in ${apiKeyEnv}`,
    404: `check urls, and that ${model} is served there: npx rise-lm doctor --endpoint URL`,
  };
  const isMoved = status >= 300 && status <= 399;
  const page = isWebPage(error.said?.text ?? "")
    ? "check urls: a web server answers there, not an OpenAI-compatible API, which is often below /v1"
    : undefined;
  const cure = isMoved
    ? "write the new address into urls"
    : (cures[status] ?? page ?? "leave a field out with omit, lower mdp.maxTokens or mdp.attemptsInView, or see extra");
  return new ConfigError(`${message}; ${cure}`, { cause: error });
}
