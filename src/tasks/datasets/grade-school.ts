import { textGrading } from "../text-grader.ts";
import type { DataSet } from "./data-set.ts";
import { plainGold, unitGold } from "./gold.ts";
import { questionIn } from "./question.ts";

const common = {
  instruction: 'Solve the problem step by step. End with "####" and the answer.',
  grading: textGrading({ style: "hashes", mode: "lenient" }),
  flaws: "leaveOut",
} satisfies Partial<DataSet>;

const asked = questionIn([["problem"], ["question"]]);

/** Word problems of grade school, whose answers are numbers. */
export const gradeSchoolSets: readonly DataSet[] = [
  {
    ...common,
    name: "gsm8k",
    about: "grade-school word problems, 7,473 + 1,319, Cobbe et al. 2021, MIT",
    readQuestion: asked,
    readGold: plainGold({ answer: ["answer"], solution: ["solution"] }),
    hub: {
      train: { repository: "openai/gsm8k", files: "main/train-*.parquet" },
      test: { repository: "openai/gsm8k", files: "main/test-*.parquet" },
    },
  },
  {
    ...common,
    name: "gsm-hard",
    about: "GSM8K's test problems with large numbers, 1,319, Gao et al. 2022, MIT",
    readQuestion: questionIn([["problem"], ["question"], ["input"]]),
    readGold: plainGold({ answer: ["answer", "target"], solution: ["solution"] }),
    hub: { test: { repository: "reasoning-machines/gsm-hard", files: "gsmhardv2.jsonl" } },
  },
  {
    ...common,
    name: "gsm-symbolic",
    about: "GSM8K's problems from templates, 5,000 in test, Mirzadeh et al. 2024, CC-BY-NC-ND-4.0",
    readQuestion: asked,
    readGold: plainGold({ answer: ["answer"], solution: ["solution"] }),
    hub: { test: { repository: "apple/GSM-Symbolic", files: "main/test.jsonl" } },
  },
  {
    ...common,
    name: "svamp",
    about: "one-step word problems with distractors, 1,000, Patel et al. 2021, MIT",
    readQuestion: questionIn([["problem"], ["question_concat"], ["Body", "Question"], ["question"]]),
    readGold: plainGold({ answer: ["answer", "Answer"], solution: ["solution"] }),
    hub: {
      train: { repository: "ChilleD/SVAMP", files: "data/train-*.parquet" },
      test: { repository: "ChilleD/SVAMP", files: "data/test-*.parquet" },
    },
  },
  {
    ...common,
    name: "asdiv",
    about: "diverse word problems, 2,305, Miao et al. 2020, CC-BY-NC-4.0; those with several answers are left out",
    readQuestion: questionIn([["problem"], ["body", "question"], ["Body", "Question"], ["question"]]),
    readGold: unitGold({ answer: ["answer", "Answer"], solution: ["solution"] }),
    hub: { test: { repository: "EleutherAI/asdiv", files: "asdiv/validation-*.parquet" } },
  },
  {
    ...common,
    name: "multiarith",
    about: "word problems of several steps, 600, Roy and Roth 2015",
    readQuestion: asked,
    readGold: plainGold({ answer: ["answer", "final_ans"], solution: ["solution"] }),
    hub: {
      train: { repository: "ChilleD/MultiArith", files: "train.json" },
      test: { repository: "ChilleD/MultiArith", files: "test.json" },
    },
  },
  {
    ...common,
    name: "addsub",
    about: "word problems of addition and subtraction, 395, Hosseini et al. 2014; from your file only",
    readQuestion: questionIn([["problem"], ["question"], ["input"], ["sQuestion"]]),
    readGold: plainGold({ answer: ["answer", "target", "lSolutions"], solution: ["solution"] }),
  },
  {
    ...common,
    name: "singleeq",
    about: "word problems of one equation, 508, Koncel-Kedziorski et al. 2015; from your file only",
    readQuestion: questionIn([["problem"], ["question"], ["input"], ["sQuestion"]]),
    readGold: plainGold({ answer: ["answer", "target", "lSolutions"], solution: ["solution"] }),
  },
];
