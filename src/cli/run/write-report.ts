import { join } from "node:path";
import type { ReportInput } from "../../report/index.ts";
import type { RunDirectory } from "../../store/index.ts";
import { valueAt } from "../config/keys.ts";
import { writeFileWhole } from "../../disk/index.ts";
import { packageVersion } from "../package-version.ts";
import { inputNotes } from "./accept-inputs.ts";
import { deviceNotes } from "./require-device.ts";
import { invocationNotes, wasSmoke } from "./invocation.ts";
import { readResults } from "./results.ts";

/**
 * Writes a run's report from its record: one page that needs no network, the same bytes for the same run (I3).
 *
 * @param file default: report.html in the run's folder
 * @returns the file written
 */
export async function writeReport(run: RunDirectory, file = join(run.dir, "report.html")): Promise<string> {
  const { renderReport } = await import("../../report/index.ts"); // the plotting library takes its time to load
  writeFileWhole(file, await renderReport(reportInput(run)));
  return file;
}

function reportInput(run: RunDirectory): ReportInput {
  const { evaluations, comparisons, strata, iterations } = readResults(run);
  const text = (...path: string[]): string => String(valueAt(run.config, path) ?? "");
  return {
    title: `${text("preset")} on ${text("task", "name")}`,
    version: packageVersion(),
    evaluations,
    comparisons,
    strata,
    iterations,
    isSmoke: wasSmoke(run),
    usage: run.usage.totals(),
    seed: Number(valueAt(run.config, ["seed"]) ?? 0),
    config: run.config,
    digest: run.digest,
    notes: [...invocationNotes(run), ...inputNotes(run), ...deviceNotes(run)],
  };
}
