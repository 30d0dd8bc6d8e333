import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../mdp/index.ts";

/** The page's own files, as they were built. */
export interface FrontEnd {
  /** viewer.js, viewer.css, math.js. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const root = join(import.meta.dirname, "../..");
const built = join(root, "dist", "viewer");
const builder = join(root, "viewer", "build.ts");

/**
 * Reads the page's files. In a clone, where its sources are, they are built first if they are missing or older than the sources.
 *
 * @throws ConfigError if there are none and they cannot be built
 */
export async function openFrontEnd(): Promise<FrontEnd> {
  if (existsSync(builder)) {
    const { buildIfStale } = (await import(pathToFileURL(builder).href)) as { buildIfStale(): Promise<void> }; // outside src
    await buildIfStale();
  }
  if (!existsSync(built)) {
    throw new ConfigError(
      `the viewer's page is not in ${built}; install the package again, or npm run build in a clone`,
    );
  }
  return { files: new Map(readdirSync(built).map((name) => [name, readFileSync(join(built, name))])) };
}
