import { Option, type Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { Interrupted } from "../process/interrupt.ts";
import type { Session } from "../session.ts";
import { askForAnswers, initQuestions, type InitAnswers } from "./init-questions.ts";
import { examples, named, withJson } from "./options.ts";

type Flags = Partial<InitAnswers> & { readonly json?: boolean };

/** `rise init`. */
export function addInit(program: Command, session: Session): void {
  const command = withJson(program.command("init"))
    .description("Write a short config to start from. Asks what no flag says, where there is somebody to ask.")
    .argument("[file]", "the config to write", "rise.yaml");
  for (const { flag, about, names } of Object.values(initQuestions)) {
    command.addOption(names === undefined ? new Option(flag, about) : named(flag, about, names));
  }
  command
    .addHelpText(
      "after",
      examples(
        "init",
        "init my-run.yaml --model my-model --train train.jsonl --test test.jsonl --question problem",
        "init --model Qwen/Qwen2.5-0.5B-Instruct --task gsm8k --teacher https://api.example.com/v1 --teacher-model big",
      ),
    )
    .action(async (file: string, { json, ...flags }: Flags) => {
      const { initConfig, refuseExisting } = await import("../verbs/init.ts");
      refuseExisting(file);
      const isAsked = process.stdin.isTTY && process.stderr.isTTY && json !== true;
      const answers = isAsked ? await asked(flags, file, session) : flags;
      if (answers === undefined) return;
      const outcome = initConfig({ file, model: initQuestions.model.otherwise ?? "", ...answers });
      const [plan, smoke, run] = outcome.next;
      const text = `${outcome.file} is written.\n\nWhat it takes:  ${plan}\nIn a minute:    ${smoke}\nIn earnest:     ${run}`;
      session.print(json === true, outcome, text);
    });
}

/** The answers of whoever sits at the terminal; undefined where they leave before the end. */
async function asked(flags: Flags, file: string, session: Session): Promise<Partial<InitAnswers> | undefined> {
  try {
    const answers = await askForAnswers(flags, file, { input: process.stdin, output: process.stderr });
    process.stderr.write("\n");
    return answers;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write("\n");
    session.display.note("rise: stopped; nothing is written");
    session.exitCode = exitCodes.interrupted;
    return undefined;
  }
}
