import type { Command } from "commander";
import type { Session } from "../session.ts";
import { examples, withJson } from "./options.ts";

/** `rise report`. */
export function addReport(program: Command, session: Session): void {
  withJson(program.command("report"))
    .description("Write a run's report: one HTML page that needs no network. Also while the run is under way.")
    .argument("<dir>", "the run's folder")
    .option("--out <file>", "where to write it (default: report.html in the run's folder)")
    .addHelpText("after", examples("report runs/quickstart", "report runs/quickstart --out page.html --json"))
    .action(async (dir: string, flags: { readonly out?: string; readonly json?: boolean }) => {
      const { report } = await import("../verbs/report.ts");
      const written = await report({ dir, ...(flags.out === undefined ? {} : { out: flags.out }) });
      session.print(flags.json === true, written, `The report: ${written.report}`);
    });
}
