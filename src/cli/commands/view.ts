import type { Command } from "commander";
import { keepsNothing } from "../process/interrupt.ts";
import type { Session } from "../session.ts";
import type { ExportedView } from "../verbs/view.ts";
import { examples, numberFrom, wholeNumber, withJson } from "./options.ts";

interface Flags {
  readonly port?: number;
  readonly export?: string;
  readonly maxMb?: number;
  readonly json?: boolean;
}

/** `rise view`. */
export function addView(program: Command, session: Session): void {
  withJson(program.command("view"))
    .description(
      "Look through a run's rollouts in the browser: filter, compare, down to each token. Also while the run is under way. On this machine alone, until Ctrl-C.",
    )
    .argument("<dir>", "the run's folder")
    .option("--port <number>", "the page's port (default: any that is free)", wholeNumber(0))
    .option("--export <file>", "write the page to one file that holds all that it shows, instead")
    .option(
      "--max-mb <number>",
      "how large that file may be; what has no room is left out and told (default: 25)",
      numberFrom(1),
    )
    .addHelpText(
      "after",
      examples(
        "view runs/quickstart",
        "view runs/quickstart --port 8080",
        "view runs/quickstart --export rollouts.html",
      ),
    )
    .action(async (dir: string, { port, json, export: file, maxMb }: Flags) => {
      const { exportView, untilInterrupted, view } = await import("../verbs/view.ts");
      if (file !== undefined) {
        const options = { dir, file, ...(maxMb === undefined ? {} : { megabytes: maxMb }) };
        const exported = await keepsNothing(exportView(options, session.context));
        session.print(json === true, exported, exportedText(exported));
        return;
      }
      const page = await view({ dir, ...(port === undefined ? {} : { port }) }, session.context);
      session.print(json === true, { url: page.url }, `${page.url}\nCtrl-C ends it.`);
      await untilInterrupted(session.context);
      await page.close();
    });
}

function exportedText({ file, bytes, rollouts, whole, withTokens }: ExportedView): string {
  const lines = [
    `${file}: ${(bytes / 1e6).toFixed(1)} MB, ${rollouts} rollouts listed.`,
    ...(whole < rollouts ? [`There was room for the turns of ${whole}; --max-mb makes more.`] : []),
    ...(withTokens < whole ? [`There was room for the tokens of ${withTokens}.`] : []),
  ];
  return lines.join("\n");
}
