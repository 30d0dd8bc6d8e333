import { Option, type Command } from "commander";
import { dataFormats, type DataFormat } from "../../policies/config.ts";
import type { Session } from "../session.ts";
import { examples, wholeNumber, withJson } from "./options.ts";

interface Flags {
  readonly as: DataFormat;
  readonly iteration?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `rise export-data`. */
export function addExportData(program: Command, session: Session): void {
  withJson(program.command("export-data"))
    .description("Write a run's weighted examples in another trainer's form, with the command that trains on them.")
    .argument("<run>", "a run's folder")
    .addOption(new Option("--as <trainer>", "whose form").choices(dataFormats).makeOptionMandatory())
    .option("--iteration <number>", "what this iteration trains on (default: the last)", wholeNumber(1))
    .option("--out <dir>", "the folder to write; it must be new (default: in the run's folder)")
    .addHelpText(
      "after",
      examples("export-data runs/quickstart --as trl", "export-data runs/quickstart --as ms-swift --out data --json"),
    )
    .action(async (run: string, { json, as, iteration, out }: Flags) => {
      const { exportRunData } = await import("../verbs/export-data.ts");
      const exported = await exportRunData({
        run,
        as,
        ...(iteration && { iteration }),
        ...(out !== undefined && { out }),
      });
      const { rows, leftOut, files, command, estimator } = exported;
      const without = leftOut === 0 ? "" : `, without ${leftOut} that were cut off`;
      const text = `${rows} rows${without}: ${exported.out} (${files.join(", ")})\n\n${command}\n\n${estimator}`;
      session.print(json === true, exported, text);
    });
}
