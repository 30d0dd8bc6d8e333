import { basename, join } from "node:path";
import type { RunConfigSource } from "../config/load-run-config.ts";

/** The folder of a run that names none: runs/ and the config's name. */
export function defaultFolder({ config, smoke = false }: RunConfigSource): string {
  const name = typeof config === "string" ? basename(config).replace(/\.ya?ml$/, "") : "run";
  return join("runs", smoke ? `${name}-smoke` : name);
}
