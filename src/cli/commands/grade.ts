import type { Command } from "commander";
import type { Session } from "../session.ts";
import { formatTable } from "../text/table.ts";
import { examples, withJson } from "./options.ts";

/** `rise grade`. */
export function addGrade(program: Command, session: Session): void {
  withJson(program.command("grade"))
    .description("Grade a file of predictions against gold answers.")
    .argument("<file>", "JSONL, rows {id?, gold, prediction, problem?}")
    .option("--task <name>", "the task that the rows belong to", "word-problems")
    .addHelpText(
      "after",
      examples("rise grade answers.jsonl --task gsm8k", "rise grade answers.jsonl --task math500 --json > grades.json"),
    )
    .action(async (file: string, flags: { json?: boolean }) => {
      const { gradeFile } = await import("../verbs/grade-file.ts");
      const graded = gradeFile({ file });
      const rows = graded.rows.map(({ id, outcome, answer, reason }) => [id, outcome, answer ?? "", reason]);
      const totals = Object.entries(graded.totals).map(([name, count]) => `${count} ${name}`);
      session.print(
        flags.json === true,
        graded,
        `${formatTable([["id", "outcome", "answer", "why"], ...rows])}\n\n${totals.join(", ")}`,
      );
    });
}
