import type { Command } from "commander";
import { configKeys } from "../src/cli/config/json-schema.ts";
import { keyWords } from "../src/cli/config/key-words.ts";
import { createProgram } from "../src/cli/program.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const code = (text: string): string => `\`${text}\``;

/** docs/reference/config.md: every key of the config's schema. */
export function configReference(): string {
  const keys = configKeys();
  const sections = [...new Set(keys.map(({ key }) => (key.includes(".") ? (key.split(".")[0] ?? "") : "")))];
  const table = (section: string): string => {
    const rows = keys.filter(({ key }) => (section === "" ? !key.includes(".") : key.startsWith(`${section}.`)));
    const lines = rows.map(({ key, values, preset }) =>
      [
        code(key),
        values.map((value) => code(value)).join(", "),
        preset === undefined ? "" : code(preset),
        keyWords[key] ?? "",
      ]
        .map((text) => cell(text))
        .join(" | "),
    );
    const words = keyWords[section] === undefined ? [] : [keyWords[section], ""];
    const head = section === "" ? "## The run" : `## \`${section}\``;
    return [
      head,
      "",
      ...words,
      "| key | values | default | what it does |",
      "|---|---|---|---|",
      ...lines.map((line) => `| ${line} |`),
    ].join("\n");
  };
  return `# The config

Generated from the config's schema by \`npm run docs:reference\`: ${keys.length} keys, none is missing.

One YAML file; unknown keys are errors that name the nearest known one. A preset's values stand below the file's, \`--set KEY=VALUE\` above.
The resolved config and its digest are kept with the run, and a run refuses to continue under another. \`budget\`, \`prices\` and the
addresses of servers may change from one call to the next. Relative paths are looked for from the config's folder first, then from
the current one.

An editor with YAML support completes, explains and checks a config whose first line names its
[JSON Schema](../../examples/rise.schema.json):

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/rise-lm/examples/rise.schema.json
\`\`\`

${["", ...sections.filter((section) => section !== "")].map((section) => table(section)).join("\n\n")}
`;
}

/** docs/reference/command-line.md: every command with its options, as `--help` has them. */
export function commandReference(): string {
  const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
  const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
  return `# The command line

Generated from the commands by \`npm run docs:reference\`. In a project that has the package, and in a clone, the command is
\`npx rise-lm\`; \`--help\` on each shows this and examples. A shell completes commands, flags, files, config keys and their values after
\`source <(npx rise-lm completion bash)\`; \`npx rise-lm completion --help\` has the same for zsh and fish.

\`--json\` prints one JSON document on stdout and nothing else there; progress and notes go to stderr. Exit codes: 0 done, 1 error, 2 invalid
command line or config, 3 done but \`--require-gain\` was given and the gain is not distinguishable, 4 stopped by a budget, 130 interrupted.

${program.commands.flatMap((command) => sectionsOf(command, "rise-lm")).join("\n\n")}
`;
}

function sectionsOf(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`;
  const takes = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  const options = command.options.filter((option) => !option.hidden);
  const rows = options.map(({ flags, description, argChoices }) => {
    const choices = argChoices === undefined ? "" : ` (${argChoices.join(", ")})`;
    return `| ${code(cell(flags))} | ${cell(description + choices)} |`;
  });
  const own = [
    `## \`${[name, ...takes].join(" ")}\``,
    "",
    command.description(),
    "",
    "| option | |",
    "|---|---|",
    ...rows,
  ].join("\n");
  return [own, ...command.commands.flatMap((inner) => sectionsOf(inner, name))];
}
