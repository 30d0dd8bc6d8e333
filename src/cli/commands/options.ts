import { namesAt } from "../config/keys.ts";
import { runSchema } from "../config/run-schema.ts";
import { deviceChoices, type DeviceChoice } from "../device-choice.ts";
import { commandName } from "../text/typed.ts";
import { InvalidArgumentError, Option, type Command } from "commander";

/** The `--json` flag, the same on every verb. */
export function withJson(command: Command): Command {
  return command.option("--json", "print one JSON document on stdout and nothing else there");
}

/** The `--device` flag, the same on every verb that opens a model. */
export function withDevice(command: Command): Command {
  const option = new Option(
    "--device <name>",
    "what computes: the processor, the GPU by WebGPU (experimental), or the faster one (auto)",
  );
  return command.addOption(option.choices(deviceChoices));
}

/** The flag as an assignment, as `--set` takes it. */
export const deviceSets = (device: DeviceChoice | undefined): readonly string[] =>
  device === undefined ? [] : [`engine.device=${device}`];

/** Reads a whole number of at least `least`, for commander. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`wanted a whole number >= ${least}.`);
  };
}

/** Reads a number of at least `least`, for commander. */
export function numberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= least) return value;
    throw new InvalidArgumentError(`wanted a number >= ${least}.`);
  };
}

/** Reads a number above `above`, of at most `most`, for commander. */
export function numberWithin(above: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value > above && value <= most) return value;
    throw new InvalidArgumentError(`wanted a number > ${above} and <= ${most}.`);
  };
}

/**
 * An option whose value is one of some names, shown in its help and by the shell's completion. It is the config's schema that
 * refuses others, since that names the nearest.
 */
export function named(flags: string, description: string, names: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argChoices = [...names];
  return option;
}

/** The names that a key of the config may be set to. */
export const configNames = (key: string): readonly string[] => namesAt(runSchema, key.split("."));

/** Collects a flag that may be given several times, for commander. */
export function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/**
 * The examples at the end of a verb's help.
 *
 * @param lines the verb and its arguments, without the command's name; variables may be set before
 */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${commandLine(line)}`).join("\n")}`;
}

/** Behind the variables that a line sets stands the command. */
function commandLine(line: string): string {
  const [, variables = "", rest = ""] = /^((?:[A-Z_]+=\S+ )*)(.*)$/s.exec(line) ?? [];
  return `${variables}${commandName()} ${rest}`;
}
