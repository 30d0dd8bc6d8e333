import { Command } from "commander";
import { addBench } from "./commands/bench.ts";
import { addCompletion } from "./commands/completion.ts";
import { addCollect } from "./commands/collect.ts";
import { addCompare } from "./commands/compare.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEval } from "./commands/eval.ts";
import { addExport } from "./commands/export.ts";
import { addExportData } from "./commands/export-data.ts";
import { addGenerate } from "./commands/generate.ts";
import { readPlaces } from "./commands/given-paths.ts";
import { addGrade } from "./commands/grade.ts";
import { addImprove } from "./commands/improve.ts";
import { addInit } from "./commands/init.ts";
import { addLog } from "./commands/log.ts";
import { addLogprobs } from "./commands/logprobs.ts";
import { addPlan } from "./commands/plan.ts";
import { addPretrain } from "./commands/pretrain.ts";
import { addPull } from "./commands/pull.ts";
import { addReport } from "./commands/report.ts";
import { addRun } from "./commands/run.ts";
import { addServe } from "./commands/serve.ts";
import { addTrain } from "./commands/train.ts";
import { addView } from "./commands/view.ts";
import { addWeight } from "./commands/weight.ts";
import { packageVersion } from "./package-version.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text/plain-text.ts";
import { asTyped, commandName } from "./text/typed.ts";

const epilogue = `
Exit codes: 0 done, 1 error, 2 usage, 3 done but --require-gain found no gain,
4 stopped by a budget, 130 interrupted.
Environment: RISE_DEBUG=1 shows stack traces, RISE_THREADS sets the engine's
threads, RISE_DEVICE what computes (cpu, webgpu, auto);
HF_TOKEN, HF_HOME, HF_ENDPOINT, HF_HUB_OFFLINE as for Python's huggingface_hub.`;

/** In the order of use. */
const verbs = [
  addInit,
  addRun,
  addPlan,
  addPretrain,
  addCollect,
  addImprove,
  addWeight,
  addTrain,
  addEval,
  addReport,
  addView,
  addLog,
  addCompare,
  addGenerate,
  addServe,
  addLogprobs,
  addGrade,
  addExport,
  addExportData,
  addPull,
  addBench,
  addDoctor,
  addCompletion,
];

/** Every verb, wired to one library function each. */
export function createProgram(session: Session): Command {
  const program = new Command(commandName())
    .description("Teaches a language model to correct itself over several turns (RISE: Recursive Introspection).")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void process.stdout.write(asTyped(text)),
      writeErr: (text) => void process.stderr.write(plainText(asTyped(text))), // it repeats what it was given
    })
    .showHelpAfterError("Run with --help for the options and examples.")
    .addHelpText("after", epilogue);
  program.hook("preAction", (_, command) => readPlaces(command));
  for (const add of verbs) add(program, session);
  return program;
}
