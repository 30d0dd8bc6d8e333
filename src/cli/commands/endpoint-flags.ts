import type { Command } from "commander";
import { collected } from "./options.ts";

/** Servers that sample, as flags. */
export interface EndpointFlags {
  readonly endpoint?: readonly string[];
  readonly model?: string;
  readonly teacherEndpoint?: readonly string[];
  readonly teacher?: string;
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
    .option("--teacher-endpoint <url>", "ask a teacher on servers; --teacher is then its name there", collected)
    .option("--api-key-env <name>", "the environment variable that holds the servers' key");
}

/** The config keys that the flags set; undefined ones are left out. */
export function endpointKeys({
  endpoint,
  teacherEndpoint,
  ...flags
}: EndpointFlags): Readonly<Record<string, unknown>> {
  const { model, teacher, apiKeyEnv } = flags;
  return {
    ...(endpoint && { "rollouts.urls": endpoint, "rollouts.model": model, "rollouts.apiKeyEnv": apiKeyEnv }),
    ...(teacherEndpoint && {
      "teacher.urls": teacherEndpoint,
      "teacher.model": teacher,
      "teacher.apiKeyEnv": apiKeyEnv,
      teacher: undefined, // the folder of that name, which it is not
    }),
  };
}
