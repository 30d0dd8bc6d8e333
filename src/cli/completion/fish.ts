import {
  allCommands,
  nameOf,
  type CompletedCommand,
  type CompletedFlag,
  type CompletedKey,
  type Completes,
} from "./command-tree.ts";

/** The completion of fish, with what each name is for. */
export function fishCompletion(program: CompletedCommand, keys: readonly CompletedKey[]): string {
  const commands = allCommands(program);
  const nested = commands.map(({ path }) => path).filter((path) => path !== "");
  return [
    `set -g __rise_commands ${nested.map((path) => fishWord(path)).join(" ")}`,
    `set -g __rise_keys ${keys.flatMap((key) => keyWords(key)).join(" ")}`,
    script,
    "for command in rise rise-lm",
    "  complete -c $command -e",
    "  complete -c $command -f",
    ...commands.flatMap((command) => linesOf(command)).map((line) => `  complete -c $command ${line}`),
    "end",
    "",
  ].join("\n");
}

/** A key, and each name that it may be set to. */
const keyWords = ({ key, values }: CompletedKey): readonly string[] =>
  [`${key}=`, ...values.map((value) => `${key}=${value}`)].map((word) => fishWord(word));

function linesOf({ path, flags, takes, inner }: CompletedCommand): readonly string[] {
  const here = `-n ${fishWord(`__rise_at ${fishWord(path)}`)}`;
  const verbs = inner.map((command) => `${here} -a ${nameOf(command)} -d ${fishWord(command.description)}`);
  const places = [...new Set(takes.map((value) => candidates(value, "-a")))].filter((words) => words !== "-f");
  return [...verbs, ...flags.map((flag) => `${here} ${flagWords(flag)}`), ...places.map((words) => `${here} ${words}`)];
}

function flagWords({ names, description, value }: CompletedFlag): string {
  const spelled = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const taken = value === undefined ? [] : [candidates(value, "-ra")];
  return [...spelled, ...taken, `-d ${fishWord(description)}`].join(" ");
}

/** The words of `complete` that offer what completes a value. */
function candidates(value: Completes, offer: "-a" | "-ra"): string {
  if (value === "file") return offer === "-ra" ? "-rF" : "-F";
  if (value === "nothing") return offer === "-ra" ? "-x" : "-f";
  return `-f ${offer} ${fishWord(listOf(value))}`;
}

function listOf(value: Exclude<Completes, "file" | "nothing">): string {
  if (value === "folder") return "(__fish_complete_directories)";
  if (value === "config") return "(__fish_complete_suffix .yaml)";
  if (value === "key") return "$__rise_keys";
  return value.join(" ");
}

/** A text as one word of fish, which knows two escapes between single quotes. */
const fishWord = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

const script = `function __rise_at --description 'whether the command line is at this command of rise'
  set -l found ''
  for word in (commandline -opc)[2..]
    set -l next (string trim "$found $word")
    contains -- $next $__rise_commands; and set found $next
  end
  test "$found" = "$argv[1]"
end
function __rise_npx --description 'what completes npx rise-lm'
  set -l words (commandline -opc)
  complete -C (string join ' ' -- rise (string escape -- $words[3..]) (commandline -ct))
end
complete -c npx -n 'contains -- (commandline -opc)[2] rise-lm rise' -f -a '(__rise_npx)'`;
