import type { Command } from "commander";
import type { Session } from "../session.ts";
import { examples, withJson } from "./options.ts";

interface Flags {
  readonly out?: string;
  readonly export?: string;
  readonly json?: boolean;
}

/** `rise report`. */
export function addReport(program: Command, session: Session): void {
  withJson(program.command("report"))
    .description("Write a run's report: one HTML page that needs no network. Also while the run is under way.")
    .argument("<dir>", "the run's folder")
    .option("--out <file>", "where to write it (default: report.html in the run's folder)")
    .option(
      "--export <dir>",
      "write all figures as CSV, JSON and parquet and the trajectories as JSONL and parquet to a new folder",
    )
    .addHelpText(
      "after",
      examples(
        "report runs/quickstart",
        "report runs/quickstart --export figures",
        "report runs/quickstart --out page.html --json",
      ),
    )
    .action(async (dir: string, flags: Flags) => {
      const { report } = await import("../verbs/report.ts");
      const written = await report({
        dir,
        ...(flags.out === undefined ? {} : { out: flags.out }),
        ...(flags.export === undefined ? {} : { exportTo: flags.export }),
      });
      const { report: page, exported } = written;
      const lines = [
        `The report: ${page}`,
        ...(exported ? [`The figures: ${exported.files.join(", ")} in ${exported.folder}`] : []),
      ];
      session.print(flags.json === true, written, lines.join("\n"));
    });
}
