import { requireWritable } from "../../disk/index.ts";
import { readRun } from "../../store/index.ts";
import { writeReport } from "../run/write-report.ts";

/** Options of `rise report`. */
export interface ReportOptions {
  /** The run's folder. */
  readonly dir: string;
  /** Default: report.html in the run's folder. */
  readonly out?: string;
}

/**
 * Writes the report of a run as far as it has come.
 *
 * @throws ConfigError if the folder holds no run
 */
export async function report({ dir, out }: ReportOptions): Promise<{ readonly report: string }> {
  if (out !== undefined) requireWritable(out);
  const run = readRun(dir);
  try {
    return { report: await writeReport(run, out) };
  } finally {
    run.close();
  }
}
