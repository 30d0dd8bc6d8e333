import type { Command } from "commander";
import { collected } from "./options.ts";

/** Servers that sample, as flags. */
export interface EndpointFlags {
  readonly endpoint?: readonly string[];
  readonly model?: string;
  readonly apiKeyEnv?: string;
}

/** Adds the flags that name servers. */
export function withEndpoint(command: Command): Command {
  return command
    .option(
      "--endpoint <url>",
      "sample from servers; --model is then the name there; may be given several times",
      collected,
    )
    .option("--api-key-env <name>", "the environment variable that holds the servers' key");
}

/** The config keys that the flags set; undefined ones are left out. */
export function endpointKeys({ endpoint, model, apiKeyEnv }: EndpointFlags): Readonly<Record<string, unknown>> {
  if (endpoint === undefined) return {};
  return { "rollouts.urls": endpoint, "rollouts.model": model, "rollouts.apiKeyEnv": apiKeyEnv };
}
