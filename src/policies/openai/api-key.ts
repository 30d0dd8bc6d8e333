import { ConfigError } from "../../mdp/index.ts";
import type { Endpoint } from "./endpoint-schema.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The API key of an endpoint, which is in the environment alone.
 *
 * @returns undefined where the endpoint wants none
 * @throws ConfigError if it names a variable that is not set; the message holds no key
 */
export function apiKeyOf({ apiKeyEnv }: Pick<Endpoint, "apiKeyEnv">, environment: Environment): string | undefined {
  if (apiKeyEnv === undefined) return undefined;
  const key = environment[apiKeyEnv]?.trim();
  if (key !== undefined && key !== "") return key;
  throw new ConfigError(
    `apiKeyEnv names ${apiKeyEnv}, which must hold the API key, got nothing; export ${apiKeyEnv}=...`,
  );
}
