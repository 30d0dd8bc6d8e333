import type { Command } from "commander";
import type { DeviceChoice } from "../device-choice.ts";
import { engineOn } from "../open-engine.ts";
import type { Session } from "../session.ts";
import { examples, withDevice, withJson } from "./options.ts";

interface Flags {
  readonly model: string;
  readonly input: string;
  readonly device?: DeviceChoice;
  readonly json?: boolean;
}

/** `rise logprobs`. */
export function addLogprobs(program: Command, session: Session): void {
  withDevice(withJson(program.command("logprobs")))
    .description("The log-probability of each given token under a model, in nats.")
    .requiredOption("--model <model>", "the model's folder or GGUF file")
    .requiredOption("--input <file>", "JSONL, rows {tokens: [ids]}")
    .addHelpText(
      "after",
      examples(
        "logprobs --model models/base --input tokens.jsonl",
        "logprobs --model models/base --input tokens.jsonl --json",
      ),
    )
    .action(async ({ model, input, device, json }: Flags) => {
      const { logprobs } = await import("../verbs/logprobs.ts");
      const rows = await logprobs({ model, input, openEngine: engineOn(device) }, session.context);
      const lines = rows.map((row) => row.logprobs.map((value) => value?.toFixed(4) ?? "-").join(" "));
      session.print(json === true, { rows }, lines.join("\n"));
    });
}
