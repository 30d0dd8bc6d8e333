import { Option, type Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { Session } from "../session.ts";
import { formatCounted } from "../text/format.ts";
import { typed } from "../text/typed.ts";
import type { LogForm } from "../verbs/log.ts";
import { examples, withJson } from "./options.ts";

interface Flags {
  readonly json?: boolean;
}

/** `rise log verify | recover | export`. */
export function addLog(program: Command, session: Session): void {
  const log = program
    .command("log")
    .description("Check, mend or export what a run has recorded.")
    .addHelpText(
      "after",
      examples(
        "log verify runs/quickstart",
        "log recover runs/quickstart",
        "log export runs/quickstart --as parquet --out tables",
      ),
    );
  addVerify(log, session);
  addRecover(log, session);
  addExport(log, session);
}

function addVerify(log: Command, session: Session): void {
  withJson(log.command("verify"))
    .description(
      "Read a run's record, models and training states against their checksums. Writes nothing; exit 1 where something is damaged.",
    )
    .argument("<dir>", "the run's folder")
    .addHelpText("after", examples("log verify runs/quickstart", "log verify runs/quickstart --json"))
    .action(async (dir: string, { json }: Flags) => {
      const { verifyLog } = await import("../verbs/log.ts");
      const verification = await verifyLog({ dir });
      const { ok, faults } = verification;
      if (!ok) session.exitCode = exitCodes.error;
      const lines = faults.map(({ where, what }) => `${where}: ${what}`);
      const cure = `\`${typed("log", "recover", dir)}\` keeps what is whole, and a copy of what is there`;
      session.print(json === true, verification, ok ? `${dir} is whole.` : [...lines, "", cure].join("\n"));
    });
}

function addRecover(log: Command, session: Session): void {
  withJson(log.command("recover"))
    .description(
      "Make a damaged run one that continues. A copy of what is there is safe first; then what is whole stays, and the rest is told: the run's own command samples or trains it again.",
    )
    .argument("<dir>", "the run's folder")
    .addHelpText("after", examples("log recover runs/quickstart", "log recover runs/quickstart --json"))
    .action(async (dir: string, { json }: Flags) => {
      const { recoverLog } = await import("../verbs/log.ts");
      const recovery = await recoverLog({ dir });
      const { faults, copy, kept, lost, again, mended } = recovery;
      const list = (title: string, lines: readonly string[]): readonly string[] =>
        lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
      const rows = Object.entries(kept).map(([table, count]) => `${table} ${count}`);
      const text = [
        ...list(
          "Damaged:",
          faults.map(({ where, what }) => `${where}: ${what}`),
        ),
        `Kept: ${rows.join(", ")}.`,
        ...list("Lost:", lost),
        ...list("The run's own command, typed again, goes on from here:", again),
        `What was there before is in ${dir}/${copy ?? ""}.`,
      ];
      session.print(
        json === true,
        recovery,
        copy !== undefined
          ? text.join("\n")
          : mended === true
            ? `${dir} is whole; its record says its version again.`
            : `${dir} is whole; nothing was changed.`,
      );
    });
}

function addExport(log: Command, session: Session): void {
  withJson(log.command("export"))
    .description(
      "Write a run's record as tables: attempts, turns with states and grades, examples with weights, documents, calls. In parquet lists and objects are JSON texts.",
    )
    .argument("<dir>", "the run's folder")
    .addOption(new Option("--as <form>", "of the files").choices(["jsonl", "parquet"]).default("jsonl"))
    .option("--out <dir>", "the folder to write; it must be new or empty (default: log-FORM in the run's folder)")
    .addHelpText(
      "after",
      examples("log export runs/quickstart", "log export runs/quickstart --as parquet --out tables --json"),
    )
    .action(async (dir: string, { json, as, out }: Flags & { readonly as: LogForm; readonly out?: string }) => {
      const { exportLog } = await import("../verbs/log.ts");
      const exported = await exportLog({ dir, as, ...(out === undefined ? {} : { out }) });
      const files = Object.entries(exported.files).map(([file, rows]) => `  ${file}: ${formatCounted(rows, "row")}`);
      session.print(json === true, exported, [exported.out, ...files].join("\n"));
    });
}
