import type { Command } from "commander";
import { openModels } from "../models.ts";
import type { Session } from "../session.ts";
import { typed } from "../text/typed.ts";
import { stageConfig, type StageFlags, withBudget, withEndpoint, withModelAndTask, withStageFlags } from "./flags.ts";
import { configNames, examples, named, wholeNumber } from "./options.ts";

interface Flags extends StageFlags {
  readonly data: string;
  readonly out: string;
  readonly by?: string;
  readonly samples?: number;
}

/** `rise improve`. */
export function addImprove(program: Command, session: Session): void {
  withBudget(withEndpoint(withModelAndTask(withStageFlags(program.command("improve")))))
    .description("Find better actions where the rollouts failed: distilled from a teacher, or best of N of the model.")
    .requiredOption("--data <file>", "the trajectories file that collect wrote")
    .requiredOption("--out <file>", "the trajectories file to write")
    .addOption(named("--by <name>", "where a better action comes from", configNames("improve.by")))
    .option("--samples <number>", "N of best-of-N", wholeNumber(1))
    .addHelpText(
      "after",
      examples(
        "improve --model models/base --data trajectories.jsonl --by self --samples 8 --out improved.jsonl",
        "improve --model models/base --teacher models/teacher --by distill --data trajectories.jsonl --out improved.jsonl",
      ),
    )
    .action(async (flags: Flags) => {
      const { improveFile } = await import("../verbs/improve.ts");
      const config = stageConfig(flags, { "improve.by": flags.by, "improve.samples": flags.samples });
      const { data, out } = flags;
      const options = { config, data, out, openModels };
      const gathered = await improveFile(options, session.context);
      const text = `${gathered.improvements} improved actions, ${gathered.rightImprovements} right: ${out}\nNext: ${typed("weight", "--data", out, "--out", "examples.jsonl")}`;
      session.print(flags.json === true, { out, ...gathered }, text);
    });
}
