import { Argument, type Command } from "commander";
import { knownSets } from "../../tasks/index.ts";
import type { Session } from "../session.ts";
import { examples, withJson } from "./options.ts";

interface Flags {
  readonly dataset?: boolean;
  readonly revision?: string;
  readonly files?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
}

/** `rise pull`. */
export function addPull(program: Command, session: Session): void {
  const repository = new Argument("<name>", "a data set's name, such as gsm8k, or a repository, such as owner/model");
  repository.argChoices = knownSets.map(({ name }) => name); // for the shell's completion; a repository's name is taken as well
  withJson(program.command("pull"))
    .description("Download a data set or a model from the Hugging Face hub into the cache that is shared with Python.")
    .addArgument(repository)
    .option("--dataset", "the repository is a data set's, not a model's")
    .option("--revision <name>", "a branch, tag or commit (default: main)")
    .option("--files <glob>", "which of its files (default: what a model needs; all of a data set's)")
    .option("--verify", "hash files that are here already, and fetch again what is damaged")
    .addHelpText("after", examples("pull math", "pull HuggingFaceTB/SmolLM2-135M-Instruct --json"))
    .action(async (name: string, { dataset = false, revision, files, verify = false, json }: Flags) => {
      const { pullName } = await import("../verbs/pull.ts");
      const pulled = await pullName({ name, isDataset: dataset, revision, files, verifies: verify }, session.context);
      session.print(json === true, { pulled }, pulled.map(({ folder }) => folder).join("\n"));
    });
}
