import type { Command } from "commander";
import { openModels } from "../models.ts";
import type { Session } from "../session.ts";
import { formatCounted } from "../text/format.ts";
import { typed } from "../text/typed.ts";
import {
  modelFlags,
  stageConfig,
  type StageFlags,
  withBudget,
  withEndpoint,
  withModelAndTask,
  withStageFlags,
} from "./flags.ts";
import { examples, wholeNumber } from "./options.ts";

interface Flags extends StageFlags {
  readonly out: string;
  readonly iteration: number;
  readonly problems?: number;
}

/** `rise collect`. */
export function addCollect(program: Command, session: Session): void {
  withBudget(withEndpoint(withModelAndTask(withStageFlags(program.command("collect")))))
    .description("Roll a model out on training problems over several turns, and write the trajectories.")
    .requiredOption("--out <file>", "the trajectories file to write, JSONL")
    .option("--iteration <number>", "the iteration: sets the turns and the part of the problems", wholeNumber(1), 1)
    .option("--problems <number>", "how many problems", wholeNumber(1))
    .addHelpText(
      "after",
      examples(
        "collect --model models/base --task word-problems --problems 100 --out trajectories.jsonl",
        "collect --config my.yaml --out trajectories.jsonl --set collect.turns=2",
      ),
    )
    .action(async (flags: Flags) => {
      const { collectFile } = await import("../verbs/collect.ts");
      const config = stageConfig(flags, { "collect.problems": flags.problems });
      const { iteration, out } = flags;
      const options = { config, iteration, out, openModels };
      const gathered = await collectFile(options, session.context);
      const text = `${formatCounted(gathered.trajectories, "trajectory", "trajectories")}, ${formatCounted(gathered.attempts, "attempt")}, ${gathered.solved} solved: ${out}\nNext: ${typed("improve", ...modelFlags(flags), "--data", out, "--out", "improved.jsonl")}`;
      session.print(flags.json === true, { out, ...gathered }, text);
    });
}
