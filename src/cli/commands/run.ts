import { Option, type Command } from "commander";
import { openModels } from "../models.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Session } from "../session.ts";
import type { RunOutcome } from "../verbs/run.ts";
import { describeUsage } from "../text/usage.ts";
import { typed } from "../text/typed.ts";
import { budgetSets, withBudget, type BudgetFlags } from "./flags.ts";
import { lacksGain, withGain, type GainFlags } from "./gains.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { collected, deviceSets, examples, wholeNumber, withDevice, withJson } from "./options.ts";

interface Flags extends BudgetFlags, GainFlags {
  readonly device?: DeviceChoice;
  /** What `maxTotalTokens` was called in version 0.1.0; in other verbs the word means the most tokens of one response. */
  readonly maxTokens?: number;
  readonly out?: string;
  readonly smoke?: boolean;
  readonly accept?: boolean;
  readonly set?: readonly string[];
  readonly tensorboard?: boolean;
  readonly json?: boolean;
}

/** `rise run`. */
export function addRun(program: Command, session: Session): void {
  withGain(withBudget(withDevice(withJson(program.command("run")))))
    .description("Teach a model to correct itself: the whole loop, then a report. The same command again resumes.")
    .argument("<config>", "a YAML file, such as examples/quickstart.yaml")
    .option("--out <dir>", "the run's folder (default: runs/ and the config's name)")
    .option("--smoke", "shrink the numbers, but those that you --set, so that the whole loop ends within a minute")
    .option("--set <key=value>", "set a config key, such as weight.tau=0.5; may be given several times", collected)
    .option(
      "--accept",
      "go on though problems, golds, templates, tokenizer, weights, device, grader or version are not those the run began with; recorded",
    )
    .addOption(new Option("--max-tokens <number>").argParser(wholeNumber(0)).conflicts("maxTotalTokens").hideHelp())
    .option("--tensorboard", "write TensorBoard's event files as the run goes, to tensorboard in the run's folder")
    .addHelpText(
      "after",
      examples(
        "run examples/quickstart.yaml --out runs/first",
        "run examples/quickstart.yaml --smoke --json",
        "run my.yaml --set weight.tau=0.5 --set train.epochs=2",
      ),
    )
    .action(async (config: string, flags: Flags) => {
      const { run } = await import("../verbs/run.ts");
      const { out, smoke, accept, tensorboard, maxTokens, device, ...rest } = flags;
      const set = [...deviceSets(device), ...(rest.set ?? [])];
      const budget = budgetSets({ ...rest, ...(maxTokens === undefined ? {} : { maxTotalTokens: maxTokens }) });
      const options = {
        config,
        openModels,
        ...(out && { out }),
        ...(smoke && { smoke }),
        ...(accept && { accept }),
        ...(tensorboard && { tensorboard }),
        set,
        budget,
      };
      const outcome = await run(options, session.context);
      if (lacksGain(outcome.summary, flags)) session.exitCode = exitCodes.noGain;
      session.print(flags.json === true, outcome.summary, await describe(outcome));
    });
}

async function describe({ summary, wasFinished, model, report }: RunOutcome): Promise<string> {
  const { renderTable } = await import("../../report/index.ts");
  const { dir } = summary.run;
  const first = wasFinished ? `${dir} is finished; nothing was left to do.` : `${dir} is finished.`;
  return [
    first,
    "",
    renderTable(summary),
    ...describeUsage(summary.run),
    `The report: ${report}`,
    `Its rollouts, one by one: ${typed("view", dir)}`,
    `Try the model: ${typed("generate", "--model", model)} --prompt "..."`,
    "Another run: change the config, or --set a key, and give another --out.",
  ].join("\n");
}
