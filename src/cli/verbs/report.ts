import { join } from "node:path";
import { requireWritable } from "../../disk/index.ts";
import { readRun } from "../../store/index.ts";
import { requirePage } from "../files/require-page.ts";
import { exportFigures } from "../run/export-figures.ts";
import { writeReport } from "../run/write-report.ts";

/** Options of `rise report`. */
export interface ReportOptions {
  /** The run's folder. */
  readonly dir: string;
  /** Default: report.html in the run's folder. */
  readonly out?: string;
  /** A new folder for all figures as CSV and JSON, and the trajectories as JSONL; default: none. */
  readonly exportTo?: string;
}

/** What was written. */
export interface WrittenReport {
  readonly report: string;
  /** The folder of the figures and its files, where they were asked for. */
  readonly exported?: { readonly folder: string; readonly files: readonly string[] };
}

/**
 * Writes the report of a run as far as it has come.
 *
 * @throws ConfigError if the folder holds no run, or `out` something else than a page
 */
export async function report({ dir, out, exportTo }: ReportOptions): Promise<WrittenReport> {
  if (out !== undefined) requirePage(out);
  if (exportTo !== undefined) requireWritable(exportTo);
  const run = readRun(dir);
  try {
    if (out === undefined) requireWritable(join(dir, "report.html")); // before the export: that folder would not be empty a second time
    const exported =
      exportTo === undefined ? {} : { exported: { folder: exportTo, files: await exportFigures(run, exportTo) } };
    return { report: await writeReport(run, out), ...exported };
  } finally {
    run.close();
  }
}
