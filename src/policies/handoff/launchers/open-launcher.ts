import { ConfigError } from "../../../mdp/index.ts";
import type { HandoffConfig } from "../handoff-schema.ts";
import type { Launcher } from "./launcher.ts";
import { localLauncher } from "./local.ts";
import { rayLauncher } from "./ray.ts";
import { slurmLauncher } from "./slurm.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The launcher that a config names.
 *
 * @param environment variables: of a Ray cluster's token
 * @throws ConfigError if several nodes are asked of this machine, or the cluster's token is not in the environment
 */
export function openLauncher(config: HandoffConfig, environment: Environment): Launcher {
  switch (config.launcher) {
    case "local":
      if (config.nodes === 1) return localLauncher(config);
      throw new ConfigError(`trainer.nodes must be 1 with launcher: local, got ${config.nodes}; use slurm or ray`);
    case "slurm":
      return slurmLauncher(config);
    case "ray": {
      const { tokenEnv } = config;
      const token = tokenEnv === undefined ? undefined : requireToken(tokenEnv, environment);
      return rayLauncher({ ...config, ...(token !== undefined && { token }) });
    }
  }
}

function requireToken(name: string, environment: Environment): string {
  const token = environment[name];
  if (token !== undefined && token !== "") return token;
  throw new ConfigError(`trainer.tokenEnv names ${name}, which must hold the Ray cluster's token, got nothing; set it`);
}
