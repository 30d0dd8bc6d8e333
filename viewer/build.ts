/**
 * Builds the pages' scripts and style sheet with Vite into dist/viewer: `npm run build`, and in a clone whoever needs them while
 * they are missing or older than their sources.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { palette } from "../src/report/page/style.ts";

const here = import.meta.dirname;
const out = join(here, "../dist/viewer");
const stampFile = "sources.txt";

/** Each becomes one script that runs as it stands, in the page or from a file: modules are not loaded from files. */
const entries = {
  viewer: "src/main.tsx",
  /** KaTeX, larger than all the rest: a page takes it once a text has mathematics. */
  math: "src/math/main.ts",
  /** The page of `rise serve`. */
  playground: "src/playground/main.tsx",
} as const;

/** Builds what is missing or older than its sources. */
export async function buildIfStale(): Promise<void> {
  const stamp = stampOf();
  const built = join(out, stampFile);
  if (!existsSync(built) || readFileSync(built, "utf8") !== stamp) await buildViewer(stamp);
}

/** Builds all of it. */
export async function buildViewer(stamp = stampOf()): Promise<void> {
  mkdirSync(dirname(out), { recursive: true });
  const made = mkdtempSync(join(dirname(out), "viewer-"));
  for (const [name, entry] of Object.entries(entries)) await buildEntry(name, entry, made);
  for (const sheet of ["viewer.css", "playground.css"])
    writeFileSync(join(made, sheet), palette + readFileSync(join(made, sheet), "utf8"));
  writeFileSync(join(made, stampFile), stamp);
  chmodSync(made, 0o755); // a temporary folder is its maker's alone; root may build what another user serves
  rmSync(out, { recursive: true, force: true }); // whoever builds at the same time builds the same
  renameSync(made, out);
}

async function buildEntry(name: string, entry: string, outDir: string): Promise<void> {
  const { build } = await import("vite");
  await build({
    configFile: false,
    root: here,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      modulePreload: false,
      cssCodeSplit: false, // else a script would put the styles into the page, which its policy forbids
      target: "es2022",
      cssTarget: "es2022",
      rolldownOptions: {
        input: join(here, entry),
        output: { format: "iife", entryFileNames: `${name}.js`, assetFileNames: `${name}[extname]` },
      },
    },
  });
}

/** Changes whenever a source does. */
function stampOf(): string {
  const sources = [
    ...globSync("**/*.{ts,tsx,css}", { cwd: here }).map((file) => join(here, file)),
    ...globSync("../src/view/shared/*.ts", { cwd: here }).map((file) => join(here, file)),
    join(here, "../src/report/page/style.ts"),
    join(here, "../package-lock.json"),
  ];
  const hash = createHash("sha256");
  for (const file of sources.toSorted()) hash.update(`${file.slice(here.length)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

if (process.argv[1] === import.meta.filename) await buildIfStale();
