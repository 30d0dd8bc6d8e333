import type { Command } from "commander";
import type { Session } from "../session.ts";
import { collected, examples, withJson } from "./options.ts";

interface Flags {
  readonly model?: string;
  readonly metric?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** `rise compare`. */
export function addCompare(program: Command, session: Session): void {
  withJson(program.command("compare"))
    .description("Compare runs on the test problems that they share: paired differences, corrected for their number.")
    .argument("<dir...>", "folders of runs or evaluations; those that differ in the seed alone are one recipe")
    .option("--model <name>", 'a model of each run, "last" or "all" (default: last; of one run alone, all)')
    .option(
      "--metric <name>",
      "what to compare by, such as m1@t5; may be given several times (default: all)",
      collected,
    )
    .option("--out <file>", "write a page with charts there")
    .addHelpText(
      "after",
      examples(
        "compare runs/first runs/second",
        "compare runs/quickstart --model all --out comparison.html",
        "compare runs/a-seed-* runs/b-seed-* --metric 't5 - m1@t1' --json",
      ),
    )
    .action(async (dirs: readonly string[], flags: Flags) => {
      const { compareRuns } = await import("../verbs/compare.ts");
      const { model, metric, out } = flags;
      const summary = await compareRuns({
        dirs,
        ...(model === undefined ? {} : { model }),
        ...(metric === undefined ? {} : { metrics: metric }),
        ...(out === undefined ? {} : { out }),
      });
      const { renderComparisonTable } = await import("../../report/index.ts");
      session.print(flags.json === true, summary, renderComparisonTable(summary));
    });
}
