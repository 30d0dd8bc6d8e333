import type { Command } from "commander";
import { z } from "zod";
import { auditGolds, taskNames, taskSchema, type TaskConfig } from "../../tasks/index.ts";
import { resolveConfig } from "../config/load-config.ts";
import { applySet } from "../config/keys.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../text/table.ts";
import type { GradedRow, GradeTotals } from "../verbs/grade-file.ts";
import { surroundingsOf } from "../verb-context.ts";
import { dataFlag, dataKeys } from "./flags.ts";
import { configNames, examples, named, withJson } from "./options.ts";

interface Flags {
  readonly task: string;
  readonly data?: string;
  readonly sandbox?: string;
  readonly json?: boolean;
  readonly explain?: boolean;
}

const outcomes = `
A row:
  {"id": "7", "gold": "1/2", "prediction": "So it is \\\\boxed{0.5}.", "problem": "..."}
  Of a countdown the problem says which numbers there are; elsewhere it tells whether a percentage was asked for.

Outcomes:
  correct, wrong  the answer found in the prediction, and the gold, compared as mathematics
  noAnswer        the prediction gives no answer
  error           the grader cannot tell; never counted as wrong`;

/** `rise grade` and `rise grade audit`. */
export function addGrade(program: Command, session: Session): void {
  const grade = withTask(program.command("grade"))
    .description("Grade a file of predictions against gold answers.")
    .argument("<file>", "JSONL, rows {id?, gold, prediction, problem?}")
    .option("--explain", "show of every row the rule that found its answer and where it stands (docs/grading.md)")
    .addHelpText("after", outcomes)
    .addHelpText(
      "after",
      examples(
        "grade answers.jsonl --task gsm8k",
        "grade answers.jsonl --task math500 --json > grades.json",
        "grade audit --task math --data MATH/",
      ),
    )
    .action(async (file: string, flags: Flags) => {
      const { gradeFile } = await import("../verbs/grade-file.ts");
      const explains = flags.explain === true;
      const graded = gradeFile({ file, task: taskOf(flags), explains });
      await (flags.json === true ? writeJson(graded, session) : printSummary(graded, session, explains));
    });
  withTask(grade.command("audit"))
    .description("List the gold answers of a task that do not grade themselves correct.")
    .option(...dataFlag)
    .addHelpText(
      "after",
      examples(
        "grade audit --task math500",
        "grade audit --task gsm8k --data gsm8k_test.jsonl",
        "grade audit --data mine.jsonl --json",
      ),
    )
    .action(async (_: unknown, command: Command) => audit(command.optsWithGlobals<Flags>(), session));
}

function withTask(command: Command): Command {
  return withJson(command)
    .addOption(
      named(
        "--task <name>",
        "the task that the rows belong to; custom finds answers wherever they stand",
        taskNames,
      ).default("custom"),
    )
    .addOption(
      named(
        "--sandbox <how>",
        "of code tasks: limits runs programs with your files and network open to them",
        configNames("task.sandbox"),
      ),
    );
}

function taskOf({ task, data, sandbox }: Flags): TaskConfig {
  const sets = Object.entries(dataKeys(data)).map(([key, path]) => `${key}=${JSON.stringify(path)}`);
  const config = sets.reduce<unknown>(applySet, { task: { name: task, ...(sandbox && { sandbox }) } });
  return resolveConfig(z.strictObject({ task: taskSchema }), config, "of this command").task;
}

/** Writes `{rows: [...], totals}` row by row, so that memory does not grow with the file. */
async function writeJson(graded: AsyncGenerator<GradedRow, GradeTotals>, session: Session): Promise<void> {
  let next = await graded.next(); // faulty rows throw here, before anything is written
  let separator = '{"rows":[';
  for (; next.done !== true; next = await graded.next()) {
    await session.write(`${separator}${JSON.stringify(next.value)}`);
    separator = ",\n";
  }
  if (next.value.rows === 0) await session.write(separator);
  await session.write(`],"totals":${JSON.stringify(next.value)}}\n`);
}

const shownRows = 20;
const explainedRows = 1000;

async function printSummary(
  graded: AsyncGenerator<GradedRow, GradeTotals>,
  session: Session,
  explains: boolean,
): Promise<void> {
  const shown: string[][] = [];
  const [head, most] = explains
    ? [["id", "outcome", "answer", "rule", "span", "why"], explainedRows]
    : [["id", "outcome", "answer", "why"], shownRows];
  let next = await graded.next();
  for (; next.done !== true; next = await graded.next()) {
    const { id, outcome, answer, reason = "", rule, span } = next.value;
    const place = explains ? [rule ?? "", span?.join("-") ?? ""] : [];
    if ((explains || outcome !== "correct") && shown.length < most)
      shown.push([id, outcome, oneLine(answer ?? ""), ...place, oneLine(reason)]);
  }
  const totals = Object.entries(next.value).map(([name, count]) => `${count} ${name}`);
  const table = shown.length === 0 ? "" : `${formatTable([head, ...shown])}\n\n`;
  const share = next.value.rows === 0 ? 0 : (100 * next.value.correct) / next.value.rows;
  session.print(false, undefined, `${table}${totals.join(", ")}: ${share.toFixed(1)}% correct`);
}

async function audit(flags: Flags, session: Session): Promise<void> {
  const found = await auditGolds(taskOf(flags), surroundingsOf(session.context));
  const faults = found.faults.map(({ split, id, gold, outcome, reason = "" }) => [
    id,
    split,
    outcome,
    oneLine(gold),
    reason,
  ]);
  const table = faults.length === 0 ? "" : `${formatTable([["id", "split", "outcome", "gold", "why"], ...faults])}\n\n`;
  const notAudited = found.notAudited === 0 ? "" : `, ${found.notAudited} cannot be audited (no worked solution)`;
  const summary = `${found.task}: ${found.golds} golds, ${faults.length} do not grade themselves correct${notAudited}`;
  session.print(flags.json === true, found, [`${table}${summary}`, ...found.notes].join("\n"));
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, 60);
