import { textGrading } from "../text-grader.ts";
import type { DataSet, HubSource } from "./data-set.ts";
import { boxedGold } from "./gold.ts";
import { questionIn } from "./question.ts";

const common = {
  instruction: "Solve the problem step by step. Put the final answer in \\boxed{}.",
  grading: textGrading({ style: "boxed", mode: "lenient" }),
  flaws: "leaveOut",
  readQuestion: questionIn([["problem"], ["question"]]),
  readGold: boxedGold({ answer: ["answer", "final_answer"], solution: ["solution"] }),
} satisfies Partial<DataSet>;

const mathTrain: HubSource = { repository: "EleutherAI/hendrycks_math", files: "*/train-*.parquet" };

/** Competition mathematics, whose answers are expressions. */
export const competitionSets: readonly DataSet[] = [
  {
    ...common,
    name: "math",
    about: "competition mathematics, 7,500 + 5,000, Hendrycks et al. 2021, MIT",
    hub: { train: mathTrain, test: { repository: "EleutherAI/hendrycks_math", files: "*/test-*.parquet" } },
  },
  {
    ...common,
    name: "math500",
    about: "500 of MATH's test problems, Lightman et al. 2023, MIT; trains on MATH's training problems",
    hub: { train: mathTrain, test: { repository: "HuggingFaceH4/MATH-500", files: "test.jsonl" } },
  },
  {
    ...common,
    name: "aime",
    about: "AIME 2022 to 2024, 90 problems with answers from 0 to 999",
    hub: { test: { repository: "AI-MO/aimo-validation-aime", files: "data/train-*.parquet" } },
  },
  {
    ...common,
    name: "amc",
    about: "AMC 12 of 2022 and 2023, 83 problems with numbers as answers",
    hub: { test: { repository: "AI-MO/aimo-validation-amc", files: "data/train-*.parquet" } },
  },
  {
    ...common,
    name: "olympiadbench",
    about: "olympiad mathematics in English, text only, 674, He et al. 2024, Apache-2.0",
    hub: {
      test: {
        repository: "Hothan/OlympiadBench",
        files: "OlympiadBench/OE_TO_maths_en_COMP/OE_TO_maths_en_COMP.parquet",
      },
    },
  },
];
