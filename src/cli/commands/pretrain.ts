import type { Command } from "commander";
import { openModels } from "../models.ts";
import type { Session } from "../session.ts";
import { formatEstimate } from "../text/format.ts";
import { collected, examples, withJson } from "./options.ts";

interface Flags {
  readonly out: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
}

/** `rise pretrain`. */
export function addPretrain(program: Command, session: Session): void {
  withJson(program.command("pretrain"))
    .description("Train a small base model from nothing on a task's worked solutions. The same command again resumes.")
    .argument("<config>", "a YAML file, such as examples/pretrain-base.yaml")
    .requiredOption("--out <dir>", "the model's folder to write")
    // Not key=value, which completes keys of a run's config: these are another schema's.
    .option("--set <name=value>", "set a config key, such as train.epochs=1; may be given several times", collected)
    .addHelpText(
      "after",
      "\nRISE_DEVICE=auto takes a GPU that passes its test: there is no model yet with which to measure the faster one.",
    )
    .addHelpText(
      "after",
      examples(
        "pretrain examples/pretrain-base.yaml --out my-base",
        "pretrain examples/pretrain-base.yaml --out my-base --set train.epochs=1 --json",
      ),
    )
    .action(async (config: string, { out, set, json }: Flags) => {
      const { pretrainModel } = await import("../verbs/pretrain.ts");
      const options = { config, out, openModels, ...(set === undefined ? {} : { set }) };
      const record = await pretrainModel(options, session.context);
      const { turns } = record.scores.metrics;
      const shares = turns.map((turn, t) => `turn ${t + 1}: ${formatEstimate(turn)} percent right`).join("\n");
      session.print(json === true, { out, ...record }, `${out} is trained.\n${shares}`);
    });
}
