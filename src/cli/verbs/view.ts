import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { writeFileWhole } from "../../disk/index.ts";
import type { ServedView } from "../../view/index.ts";
import { requirePage } from "../files/require-page.ts";
import type { VerbContext } from "../verb-context.ts";
import { surroundingsOfRun } from "../view/surroundings.ts";

/** Options of `rise view`. */
export interface ViewOptions {
  /** The run's folder. */
  readonly dir: string;
  /** Default: any that is free. */
  readonly port?: number;
}

/**
 * Serves a run's rollouts as a page on this machine alone; follows a run that is under way, and writes nothing to it.
 *
 * @returns the address; closing it ends the page
 * @throws ConfigError if the folder holds no run, or the port cannot be had
 */
export async function view({ dir, port = 0 }: ViewOptions, context: VerbContext = {}): Promise<ServedView> {
  // Rows are read by the hundred thousand, and almost all of it is let go at once: a small nursery keeps the process small.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--max-semi-space-size=2");
  const { openFrontEnd, serveView, Viewer } = await import("../../view/index.ts");
  const viewer = new Viewer(dir, await surroundingsOfRun(dir, (line) => context.note?.(line)));
  return serveView(viewer, dir, await openFrontEnd(), port);
}

/** Waits until the command is interrupted, which is how a page ends. */
export async function untilInterrupted({ signal }: VerbContext): Promise<void> {
  if (signal !== undefined && !signal.aborted) await once(signal, "abort");
}

/** Options of `rise view --export`. */
export interface ExportViewOptions {
  /** The run's folder. */
  readonly dir: string;
  /** The file to write. */
  readonly file: string;
  /** How large it may be, in millions of bytes. Default: 25. */
  readonly megabytes?: number;
}

/** A page that was written, and how much of the run it holds. */
export interface ExportedView {
  readonly file: string;
  readonly bytes: number;
  /** All are listed. */
  readonly rollouts: number;
  /** Those whose turns can be read in it. */
  readonly whole: number;
  /** Those whose tokens can be. */
  readonly withTokens: number;
}

/** Most that a mail or a repository takes without complaint. */
const usualMegabytes = 25;

/**
 * Writes the same page as one file that needs neither a server nor the run.
 *
 * @throws ConfigError if the folder holds no run, or the file something else than a page
 * @throws DiskError if the file cannot be written
 */
export async function exportView(
  { dir, file, megabytes = usualMegabytes }: ExportViewOptions,
  context: VerbContext = {},
): Promise<ExportedView> {
  requirePage(file, "--export");
  const { exportPage, openFrontEnd, Viewer } = await import("../../view/index.ts");
  const viewer = new Viewer(dir, await surroundingsOfRun(dir, (line) => context.note?.(line)));
  try {
    const { html, ...held } = await exportPage(viewer, await openFrontEnd(), megabytes * 1e6, context);
    writeFileWhole(file, html);
    return { file, bytes: Buffer.byteLength(html), ...held };
  } finally {
    viewer.close();
  }
}
