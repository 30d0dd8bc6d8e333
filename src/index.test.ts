import { expect, test } from "vitest";
import * as library from "./index.ts";

test("every stage and every verb of the command line is a function of the library", () => {
  const { rise, collect, improve, weight, train, evaluate, compareAll } = library;
  const { run, pretrainModel, collectFile, improveFile, weightFile, trainFile, evaluateModel } = library;
  const { generate, logprobs, gradeFile, report, doctor } = library;
  const all = {
    rise,
    collect,
    improve,
    weight,
    train,
    evaluate,
    compareAll,
    run,
    pretrainModel,
    collectFile,
    improveFile,
  };
  const rest = { weightFile, trainFile, evaluateModel, generate, logprobs, gradeFile, report, doctor };
  for (const verb of Object.values({ ...all, ...rest })) expect(verb).toBeTypeOf("function");
});
