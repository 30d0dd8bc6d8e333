import { cellText } from "../datasets/cell.ts";
import type { DataSet } from "../datasets/data-set.ts";
import type { Gold, ReadGold } from "../datasets/gold.ts";
import { questionIn } from "../datasets/question.ts";
import type { Row } from "../files/row.ts";
import { codeGrading } from "./code-grading.ts";
import type { Isolation } from "./sandbox/isolation.ts";
import { type Language, languages, type Suite, suiteText } from "./suite.ts";

const grading = codeGrading();
const fenced = (language: Language, code: string): string => `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;

/** MBPP's form: a list of assertions, shown with the question, for they name the function. */
const readMbppGold: ReadGold = (columns) => {
  const tests = texts(columns, "test_list");
  if (tests.length === 0) return none("test_list");
  const setup = [cellText(columns, "test_setup_code") ?? "", ...texts(columns, "test_imports")].join("\n");
  return goldOf({ language: "python", setup, tests }, cellText(columns, "code"));
};

/** HumanEval's form: a function's head to continue, and a `check(candidate)`. */
const readHumanEvalGold: ReadGold = (columns) => {
  const [test, entryPoint] = [cellText(columns, "test"), cellText(columns, "entry_point")];
  if (test === undefined || entryPoint === undefined) return none("test", "entry_point");
  const prompt = cellText(columns, "prompt") ?? "";
  const body = cellText(columns, "canonical_solution");
  const tests = [`${test}\ncheck(${entryPoint})`];
  const suite = { language: "python", setup: "", tests, entryPoint, prompt } as const;
  return goldOf(suite, body === undefined ? undefined : prompt + body);
};

/** The user's own: tests in a list or a text, in a language that the row or nothing (Python) names. */
const readCodeGold: ReadGold = (columns) => {
  const language = languages.find((name) => name === (cellText(columns, "language") ?? "python").toLowerCase());
  if (language === undefined) return { kind: "none", why: `its language is none of ${languages.join(", ")}` };
  const list = [...texts(columns, "tests"), ...texts(columns, "test_list")];
  const single = cellText(columns, "test");
  const tests = list.length > 0 ? list : single === undefined ? [] : [single];
  if (tests.length === 0) return none("tests", "test");
  const entryPoint = cellText(columns, "entry_point");
  const setup = cellText(columns, "setup") ?? "";
  const suite = { language, setup, tests, ...(entryPoint === undefined ? {} : { entryPoint }) };
  return goldOf(suite, cellText(columns, "solution") ?? cellText(columns, "code"));
};

function goldOf(suite: Suite, code: string | undefined): Gold {
  const answer = suiteText(suite);
  return { kind: "gold", answer, ...(code === undefined ? {} : { solution: fenced(suite.language, code) }) };
}

const none = (...names: readonly string[]): Gold => ({
  kind: "none",
  why: `it has no tests in ${names.map((name) => `"${name}"`).join(" and ")}`,
});

function texts(columns: Row["columns"], name: string): readonly string[] {
  const value = columns[name];
  return Array.isArray(value) ? value.filter((part) => typeof part === "string") : [];
}

const mbpp = "google-research-datasets/mbpp";

/** Tasks whose answers are programs. */
export const codeSets: readonly DataSet[] = [
  {
    name: "mbpp",
    about: "short Python functions with tests, 374 + 500, Austin et al. 2021, CC-BY-4.0",
    readQuestion: (columns) => {
      const asked = questionIn([["text"], ["prompt"], ["question"]])(columns);
      const tests = texts(columns, "test_list");
      if (asked.kind === "none" || tests.length === 0) return asked;
      return { kind: "question", text: `${asked.text}\nYour code should pass these tests:\n${tests.join("\n")}` };
    },
    id: ["task_id"],
    readGold: readMbppGold,
    flaws: "leaveOut",
    instruction: "Answer with the whole program in a ```python block.",
    grading,
    hub: {
      train: { repository: mbpp, files: "full/train-*.parquet" },
      validation: { repository: mbpp, files: "full/validation-*.parquet" },
      test: { repository: mbpp, files: "full/test-*.parquet" },
    },
  },
  {
    name: "humaneval",
    about: "Python functions to complete from their docstring, 164, Chen et al. 2021, MIT",
    readQuestion: (columns) => {
      const prompt = cellText(columns, "prompt");
      return prompt === undefined
        ? { kind: "none", why: 'it has no column "prompt"' }
        : { kind: "question", text: `Complete this function:\n${fenced("python", prompt)}` };
    },
    id: ["task_id"],
    readGold: readHumanEvalGold,
    flaws: "leaveOut",
    instruction: "Answer with the whole program in a ```python block.",
    grading,
    hub: { test: { repository: "openai/openai_humaneval", files: "openai_humaneval/test-*.parquet" } },
  },
  {
    name: "code",
    about:
      "your own programming problems: question, tests, language (python or javascript), entry_point, setup, solution",
    readQuestion: questionIn([["question"], ["problem"], ["prompt"], ["text"]]),
    id: ["id"],
    readGold: readCodeGold,
    flaws: "refuse",
    instruction: "Answer with the whole program in one fenced code block.",
    grading,
  },
];

/** A data set as it is; one of code tasks with its programs kept in as asked. */
export function inSandbox(dataSet: DataSet, isolation: Isolation | undefined): DataSet {
  return isolation === undefined || !codeSets.includes(dataSet)
    ? dataSet
    : { ...dataSet, grading: codeGrading({ isolation }) };
}
