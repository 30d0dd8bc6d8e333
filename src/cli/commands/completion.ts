import { Argument, type Command } from "commander";
import type { CompletedCommand, Completes } from "../completion/command-tree.ts";
import type { Session } from "../session.ts";
import { examples, withJson } from "./options.ts";

const shells = ["bash", "zsh", "fish"] as const;

const loading = `
Load it, for good in the shell's own file:
  bash  source <(npx rise-lm completion bash)             ~/.bashrc
  zsh   source <(npx rise-lm completion zsh)              ~/.zshrc, after compinit
  fish  npx rise-lm completion fish | source              ~/.config/fish/config.fish
It completes rise, rise-lm and npx rise-lm. To start a shell faster, write it to a file once and load that.`;

/** `rise completion`. */
export function addCompletion(program: Command, session: Session): void {
  withJson(program.command("completion"))
    .description(
      "Print a shell's completion: commands, flags, files, config keys, and the names that a value may have.",
    )
    .addArgument(new Argument("<shell>", "whose").choices(shells))
    .addHelpText("after", loading)
    .addHelpText("after", examples("completion bash > rise.bash", "completion fish | source"))
    .action(async (shell: (typeof shells)[number], { json }: { readonly json?: boolean }) => {
      const { completionOf } = await import("../completion/completion.ts");
      const script = completionOf(shell, commandTree(program));
      session.print(json === true, { shell, script }, script);
    });
}

/** The completion of an argument, by its name in the usage; a name that is not here is of a number, an address or a free text. */
const kinds: Readonly<Record<string, Completes>> = {
  config: "config",
  dir: "folder",
  file: "file",
  "key=value": "key",
  model: "file", // a folder, or a GGUF file
  path: "file",
  run: "folder",
  source: "file",
};

/** The commands as completion sees them. */
export function commandTree(command: Command, path = ""): CompletedCommand {
  const inner = command.commands.map((one) => commandTree(one, `${path} ${one.name()}`.trim()));
  const help = path === "" ? [helpOf(inner)] : [];
  const options = command.createHelp().visibleOptions(command);
  return {
    path,
    description: command.description(),
    flags: options.map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined && name !== null),
      description: option.description,
      value: option.required || option.optional ? completes(nameIn(option.flags), option.argChoices) : undefined,
    })),
    takes: command.registeredArguments.map((argument) => completes(argument.name(), argument.argChoices)),
    isOpenEnded: command.registeredArguments.at(-1)?.variadic === true,
    inner: [...inner, ...help],
  };
}

const completes = (name: string, choices: readonly string[] | undefined): Completes =>
  choices ?? kinds[name] ?? "nothing";

/** The name of a flag's value, such as "dir" of `--out <dir>`. */
const nameIn = (flags: string): string => /[<[]([^>\].]+)/.exec(flags)?.[1] ?? "";

/** Commander's own command, which it lists in help alone. */
const helpOf = (verbs: readonly CompletedCommand[]): CompletedCommand => ({
  path: "help",
  description: "display help for command",
  flags: [],
  takes: [verbs.map(({ path }) => path)],
  isOpenEnded: false,
  inner: [],
});
