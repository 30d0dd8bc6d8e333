import type { Command } from "commander";
import type { DeviceChoice } from "../device-choice.ts";
import { engineOn } from "../open-engine.ts";
import type { Session } from "../session.ts";
import { examples, numberFrom, numberWithin, wholeNumber, withDevice, withJson } from "./options.ts";

interface Flags {
  readonly model: string;
  readonly prompt?: string;
  readonly input?: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly raw?: boolean;
  readonly device?: DeviceChoice;
  readonly json?: boolean;
}

/** `rise generate`. */
export function addGenerate(program: Command, session: Session): void {
  withDevice(withJson(program.command("generate")))
    .description("Sample responses from a model folder.")
    .requiredOption("--model <model>", "the model's folder or GGUF file")
    .option("--prompt <text>", "one prompt, the user's message of a chat")
    .option("--input <file>", "JSONL, rows {prompt}, {messages} or {tokens}")
    .option("--max-tokens <number>", "most tokens of one response", wholeNumber(1), 256)
    .option("--temperature <number>", "0 is greedy", numberFrom(0), 1)
    .option("--top-p <number>", "sample from the likeliest tokens of this probability", numberWithin(0, 1), 1)
    .option("--seed <number>", "the seed", wholeNumber(0), 0)
    .option("--raw", "take prompts as plain text, without the chat template")
    .addHelpText(
      "after",
      examples(
        'generate --model models/base --prompt "Tom has 3 apples and buys 4. How many has he?" --temperature 0',
        "generate --model models/base --input prompts.jsonl --max-tokens 100 --json",
      ),
    )
    .action(async ({ json, raw, device, ...flags }: Flags) => {
      const { generate } = await import("../verbs/generate.ts");
      const options = { ...flags, raw: raw === true, openEngine: engineOn(device) };
      const rows = await generate(options, session.context);
      const [first] = rows;
      const document = flags.prompt === undefined ? { rows } : first;
      session.print(json === true, document, rows.map(({ text }) => text).join("\n\n"));
    });
}
