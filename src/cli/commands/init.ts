import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import type { Session } from "../session.ts";
import { taskNames } from "../../tasks/index.ts";
import { examples, named, withJson } from "./options.ts";

interface Flags {
  readonly model?: string;
  readonly task?: string;
  readonly train?: string;
  readonly test?: string;
  readonly question?: string;
  readonly answer?: string;
  readonly teacher?: string;
  readonly teacherModel?: string;
  readonly json?: boolean;
}

/** `rise init`. */
export function addInit(program: Command, session: Session): void {
  withJson(program.command("init"))
    .description("Write a short config to start from. Asks what no flag says, where there is somebody to ask.")
    .argument("[file]", "the config to write", "rise.yaml")
    .option("--model <model>", "the starting model: a folder, a GGUF file, or a name on the hub")
    .addOption(named("--task <name>", "the task; left out where --train names your own file", taskNames))
    .option("--train <file>", "your own training problems")
    .option("--test <file>", "your own test problems")
    .option("--question <column>", "the column of the question in your files")
    .option("--answer <column>", "the column of the answer in your files")
    .option(
      "--teacher <model>",
      "a stronger model: a folder, or a server's address; left out: the model itself, best of N",
    )
    .option("--teacher-model <name>", "the teacher's name on its server")
    .addHelpText(
      "after",
      examples(
        "init",
        "init my-run.yaml --model my-model --train train.jsonl --test test.jsonl --question problem",
        "init --model Qwen/Qwen2.5-0.5B-Instruct --task gsm8k --teacher https://api.example.com/v1 --teacher-model big",
      ),
    )
    .action(async (file: string, { json, ...flags }: Flags) => {
      const { initConfig } = await import("../verbs/init.ts");
      const isAsked = process.stdin.isTTY && process.stderr.isTTY && json !== true;
      const { model = "models/base", ...answers } = isAsked ? await asked(flags) : flags;
      const outcome = initConfig({ file, model, ...answers });
      const [plan, smoke, run] = outcome.next;
      const text = `${outcome.file} is written.\nWhat it takes:  ${plan}\nIn a minute:    ${smoke}\nIn earnest:     ${run}`;
      session.print(json === true, outcome, text);
    });
}

type Answers = Omit<Flags, "json">;

/** Asks for what the flags leave open; an empty answer takes what stands in brackets. */
async function asked(flags: Answers): Promise<Answers> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ask = async (known: string | undefined, question: string, otherwise?: string): Promise<string | undefined> => {
    if (known !== undefined) return known;
    const answer = (await lines.question(`${question}${otherwise === undefined ? "" : ` [${otherwise}]`}: `)).trim();
    return answer === "" ? otherwise : answer;
  };
  try {
    const model = await ask(
      flags.model,
      "The starting model: a folder, a GGUF file, or a name on the hub",
      "models/base",
    );
    const isNamed = flags.task !== undefined;
    const train = isNamed
      ? undefined
      : await ask(flags.train, "Your training problems, a file (empty: a known data set)");
    const isOwn = train !== undefined;
    const task = isOwn ? undefined : await ask(flags.task, "The task: gsm8k, math, ... or", "word-problems");
    const test = isOwn ? await ask(flags.test, "Your test problems, another file", "test.jsonl") : undefined;
    const question = isOwn ? await ask(flags.question, "The column of the question", "question") : undefined;
    const answer = isOwn ? await ask(flags.answer, "The column of the answer", "answer") : undefined;
    const teacher = await ask(flags.teacher, "A stronger model to learn from, a folder or an address (empty: none)");
    const isServed = teacher?.startsWith("http") === true;
    const teacherModel = isServed ? await ask(flags.teacherModel, "The teacher's name on its server") : undefined;
    const answers = { model, train, task, test, question, answer, teacher, teacherModel };
    return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
  } finally {
    lines.close();
  }
}
