import { readdirSync } from "node:fs";
import { ConfigError } from "../../mdp/index.ts";

/** Files that a run writes into its folder whatever is there. */
const written = new Set(["config.yaml", "report.html"]);

/**
 * A new run may lie in a folder that holds other files, such as its data, but not where it would write over one of them.
 *
 * @throws ConfigError naming them
 */
export function requireOwnFolder(dir: string): void {
  const others = filesIn(dir).filter((name) => written.has(name));
  if (others.length === 0) return;
  throw new ConfigError(
    `--out must be a folder whose files a new run does not replace, got ${dir}, which holds ${others.join(" and ")} of something else; ` +
      "move what is there, or give another --out",
  );
}

function filesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return []; // it is not there, or cannot be read: whoever writes it will say so
  }
}
