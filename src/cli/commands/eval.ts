import type { Command } from "commander";
import type { RunSummary } from "../../mdp/index.ts";
import { openModels } from "../models.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Session } from "../session.ts";
import {
  dataFlag,
  dataKeys,
  stageConfig,
  type StageFlags,
  withBudget,
  withEndpoint,
  withModelAndTask,
  withStageFlags,
} from "./flags.ts";
import { describeExamination } from "../text/examination.ts";
import { formatShare } from "../text/format.ts";
import { describeUsage } from "../text/usage.ts";
import { lacksGain, withGain, type GainFlags } from "./gains.ts";
import { examples, wholeNumber } from "./options.ts";

interface Flags extends StageFlags, GainFlags {
  readonly data?: string;
  readonly turns?: number;
  readonly limit?: number;
  readonly seeds?: number;
  readonly maxTokens?: number;
  readonly attemptsInView?: number;
  readonly out?: string;
  readonly accept?: boolean;
  readonly examine?: boolean;
}

/** `rise eval`. */
export function addEval(program: Command, session: Session): void {
  withGain(withBudget(withEndpoint(withModelAndTask(withStageFlags(program.command("eval"))))))
    .description("Measure a model over several turns against parallel sampling, on problems it was not trained on.")
    .option(...dataFlag)
    .option("--turns <number>", "turns of a rollout (default: 5)", wholeNumber(1))
    .option("--limit <number>", "how many problems (default: all)", wholeNumber(1))
    .option("--seeds <number>", "repetitions with other random numbers (default: 3)", wholeNumber(1))
    .option("--max-tokens <number>", "most tokens of one response", wholeNumber(1))
    .option(
      "--attempts-in-view <number>",
      "latest attempts shown to the model (default: as many as in its training, where its folder says so)",
      wholeNumber(1),
    )
    .option("--out <dir>", "record the answers there: the same command then resumes")
    .option(
      "--accept",
      "go on with --out though problems, golds, templates, tokenizer, weights, device, grader or version are not those it began with",
    )
    .option("--examine", "instead: what the model does with an attempt that it is shown, and whether it can be taught")
    .addHelpText(
      "after",
      examples(
        "eval --model models/base --task word-problems --limit 100 --seeds 1",
        "eval --model models/exact --task exact-sum --limit 400 --examine",
        "eval --model my-model --task gsm8k --data gsm8k_test.jsonl --turns 5 --json",
        "eval --endpoint http://127.0.0.1:8000 --model my-model --task gsm8k --max-requests 5000 --out runs/eval",
      ),
    )
    .action(async (flags: Flags) => {
      const { evaluateModel, examineModel } = await import("../verbs/evaluate.ts");
      const { data, turns, limit, seeds, maxTokens, attemptsInView, out, accept } = flags;
      const config = stageConfig(flags, {
        ...dataKeys(data),
        "evaluate.turns": turns,
        "evaluate.problems": limit,
        "evaluate.seeds": seeds,
        "mdp.maxTokens": maxTokens,
        "mdp.attemptsInView": attemptsInView,
      });
      const options = { config, openModels, ...(out === undefined ? {} : { out }), ...(accept && { accept }) };
      if (flags.examine === true) {
        const summary = await examineModel(options, session.context);
        return session.print(flags.json === true, summary, describeExamination(summary.examination));
      }
      const summary = await evaluateModel(options, session.context);
      if (lacksGain(summary, flags)) session.exitCode = exitCodes.noGain;
      session.print(flags.json === true, summary, await describe(summary));
    });
}

async function describe(summary: RunSummary): Promise<string> {
  const { renderTable, wrapped } = await import("../../report/index.ts");
  const outcomes = summary.models.map(({ metrics }) =>
    Object.entries(metrics.outcomes).map(([name, share]) => `${name} ${formatShare(share)}`),
  );
  const ofAll = wrapped(`of all turns: ${outcomes.flat().join(", ")}`);
  const lines = [renderTable(summary), ...ofAll, ...describeUsage(summary.run)];
  return lines.join("\n");
}
