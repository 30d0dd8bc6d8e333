import { readdirSync } from "node:fs";
import { ConfigError } from "../../mdp/index.ts";

/** Files that a run writes into its folder whatever is there. */
const written = new Set(["config.yaml", "report.html"]);
/** What only a run leaves: where its record is gone, opening it says so, and what to do. */
const ofRun = /^(iteration-\d+|lock\.sqlite|run\.sqlite.*)$/;

/**
 * A new run may lie in a folder that holds other files, such as its data, but not where it would write over one of them.
 *
 * @throws ConfigError naming them
 */
export function requireOwnFolder(dir: string): void {
  const names = filesIn(dir);
  const others = names.filter((name) => written.has(name));
  if (others.length === 0 || names.some((name) => ofRun.test(name))) return;
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
