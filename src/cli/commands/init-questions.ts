import { createInterface } from "node:readline/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { taskNames, taskSchema } from "../../tasks/index.ts";
import { Interrupted } from "../process/interrupt.ts";
import { plainText } from "../text/plain-text.ts";
import type { InitOptions } from "../verbs/init.ts";

/** The answers that make a config. */
export type InitAnswers = Omit<InitOptions, "file">;

/** One of them: a flag, and a question to whoever did not give it. */
interface Question {
  readonly flag: string;
  /** In the flag's help, and the question itself. */
  readonly about: string;
  /** Names that complete the flag. */
  readonly names?: readonly string[];
  /** Taken where the answer is empty. */
  readonly otherwise?: string;
  /** What an empty answer means, where it takes no default. */
  readonly empty?: string;
  /** Whether it is asked after these answers; default: yes. */
  readonly isAsked?: (answers: InitAnswers) => boolean;
  /** Why an answer cannot be taken; undefined where it can. */
  readonly refusal?: (answer: string) => string | undefined;
}

const hasOwnFile = ({ train }: InitAnswers): boolean => train !== undefined;
const isServed = ({ teacher }: InitAnswers): boolean => teacher !== undefined && /^https?:\/\//.test(teacher);

/** Every flag of `rise init` is one of these, in the order in which they are asked. */
export const initQuestions: Readonly<Record<keyof InitAnswers, Question>> = {
  model: {
    flag: "--model <model>",
    about: "the starting model: a folder, a GGUF file, or a name on the hub",
    otherwise: "models/base",
  },
  train: {
    flag: "--train <file>",
    about: "your own training problems, a file",
    empty: "none, a task that is known by name",
    isAsked: ({ task }) => task === undefined,
  },
  test: {
    flag: "--test <file>",
    about: "your own test problems, another file",
    otherwise: "test.jsonl",
    isAsked: hasOwnFile,
  },
  question: {
    flag: "--question <column>",
    about: "the column of the question in your files",
    otherwise: "question",
    isAsked: hasOwnFile,
  },
  answer: {
    flag: "--answer <column>",
    about: "the column of the answer in your files",
    otherwise: "answer",
    isAsked: hasOwnFile,
  },
  task: {
    flag: "--task <name>",
    about: "the task, where the problems are not your own: a data set such as gsm8k or math, or a generated one",
    names: taskNames,
    otherwise: "word-problems",
    isAsked: (answers) => !hasOwnFile(answers),
    refusal: (name) => taskSchema.safeParse({ name }).error?.issues[0]?.message,
  },
  teacher: {
    flag: "--teacher <model>",
    about: "a stronger model to learn from: a folder, or a server's address",
    empty: "none, the best of N answers of the model itself",
  },
  teacherModel: {
    flag: "--teacher-model <name>",
    about: "the teacher's name on its server",
    isAsked: isServed,
    refusal: (name) => (name === "" ? "a server needs the name of one of its models" : undefined),
  },
};

/** Where a person is asked and answers. */
interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks for the answers that the flags leave open. An answer that cannot be taken is asked for again, with why.
 *
 * @param file the config to be, from whose folder paths are read
 * @throws Interrupted where the person ends it
 */
export async function askForAnswers(
  flags: Partial<InitAnswers>,
  file: string,
  { input, output }: Terminal,
): Promise<Partial<InitAnswers>> {
  const lines = createInterface({ input, output, terminal: "isTTY" in output && output.isTTY === true });
  const left = new Promise<never>((_, reject) => lines.once("close", () => reject(new Interrupted("left"))));
  left.catch(() => undefined); // nobody may be waiting when the questions are done
  lines.on("SIGINT", () => lines.close());
  const say = (text: string): void => void output.write(`${plainText(text)}\n`);
  const ask = async ({ about, otherwise, empty, refusal }: Question): Promise<string | undefined> => {
    say(`\n${about.slice(0, 1).toUpperCase()}${about.slice(1)}`);
    const shown = otherwise === undefined ? (empty === undefined ? "" : `(Enter: ${empty}) `) : `[${otherwise}] `;
    for (;;) {
      const answer = (await Promise.race([lines.question(`  ${shown}> `), left])).trim() || (otherwise ?? "");
      const why = refusal?.(answer);
      if (why === undefined) return answer === "" ? undefined : answer;
      say(`  ${why}`);
    }
  };
  try {
    say(`A few questions make ${file}. Enter takes what stands in brackets; Ctrl-C leaves, and writes nothing.`);
    let answers: InitAnswers = { model: "", ...flags };
    for (const [name, question] of Object.entries(initQuestions)) {
      if (name in flags || question.isAsked?.(answers) === false) continue;
      const answer = await ask(question);
      if ((name === "train" || name === "test") && answer !== undefined && !existsSync(join(dirname(file), answer)))
        say(`  there is no file ${answer} yet: put it there before the run`);
      if (answer !== undefined) answers = { ...answers, [name]: answer };
    }
    return answers;
  } finally {
    lines.close();
  }
}
