import type { Command } from "commander";

/** What a flag or an argument that names a place is called in a help. */
const places = new Set(["dir", "path", "file", "config", "model", "run", "source"]);
/** Of those, what may be a folder. */
const folders = new Set(["dir", "path", "model", "run", "source"]);

/**
 * Before a verb begins: a place that is an empty text, as of a shell's variable that is not set, is refused, for it would be read as a
 * place that was not given. The slash behind a folder's name, as completion writes it, is taken off: names beside the folder
 * are made from its name.
 *
 * @throws CommanderError where a place is empty
 */
export function readPlaces(command: Command): void {
  for (const option of command.options) {
    const kind = /<(\w+)>/.exec(option.flags)?.[1] ?? "";
    const key = option.attributeName();
    const given: unknown = command.getOptionValue(key);
    if (command.getOptionValueSource(key) !== "cli" || !places.has(kind)) continue;
    const read = (text: unknown): unknown => placeOf(command, `option '${option.flags}'`, kind, text);
    command.setOptionValueWithSource(key, Array.isArray(given) ? given.map((one) => read(one)) : read(given), "cli");
  }
  for (const [i, argument] of command.registeredArguments.entries()) {
    const given: unknown = command.processedArgs[i];
    const read = (text: unknown): unknown => placeOf(command, `argument '${argument.name()}'`, argument.name(), text);
    if (places.has(argument.name())) {
      command.processedArgs[i] = Array.isArray(given) ? given.map((one) => read(one)) : read(given);
    }
  }
}

function placeOf(command: Command, what: string, kind: string, given: unknown): unknown {
  if (typeof given !== "string") return given;
  if (given === "")
    command.error(`error: ${what} must name a place, got an empty text`, { code: "commander.invalidArgument" });
  return folders.has(kind) ? withoutSlash(given) : given;
}

/** A folder's name without the slashes behind it; the root stays. */
const withoutSlash = (path: string): string =>
  path.replace(process.platform === "win32" ? /(?<=[^/\\:])[/\\]+$/ : /(?<=[^/])\/+$/, "");
