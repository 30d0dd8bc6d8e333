import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { commandTree } from "../commands/completion.ts";
import { createProgram } from "../program.ts";
import { allCommands } from "./command-tree.ts";
import { completionOf } from "./completion.ts";

const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
const tree = commandTree(program);
const has = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;

const folder = mkdtempSync(join(tmpdir(), "rise completion ü-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "my runs"));
for (const file of ["first.yaml", "it's.yml", "rows.jsonl"]) writeFileSync(join(folder, file), "");
for (const shell of ["bash", "zsh", "fish"] as const) {
  writeFileSync(join(folder, `.rise.${shell}`), completionOf(shell, tree));
}

/** What bash offers for a line's last word, the line cut into words as bash cuts it. */
function bashOffers(...words: readonly string[]): readonly string[] {
  const ask = [
    "source ./.rise.bash",
    'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=1000',
    'complete=$(complete -p "$1"); complete=${complete##*-F }',
    "${complete%% *}",
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join("\n");
  const told = execFileSync("bash", ["--norc", "-c", ask, "bash", ...words], { cwd: folder, encoding: "utf8" });
  return told.split("\n").filter((line) => line !== "");
}

describe.skipIf(!has("bash"))("bash itself completes", () => {
  test.each([
    ["commands", ["rise", "exp"], ["export", "export-data"]],
    ["commands within commands, past a flag and its value", ["rise", "grade", "--task", "math", "au"], ["audit"]],
    ["flags of the command that stands there", ["rise", "grade", "audit", "--d"], ["--data"]],
    ["names that a flag takes", ["rise-lm", "weight", "--by", ""], ["exp", "advantage", "uniform"]],
    ["the same behind an equals sign", ["rise", "weight", "--by", "=", "adv"], ["advantage"]],
    ["config keys", ["rise", "run", "first.yaml", "--set", "weight.ta"], ["weight.tau="]],
    ["the names that a key takes", ["rise", "run", "--set", "weight.by", "=", "u"], ["uniform"]],
    ["the same in a flag of one word", ["rise", "run", "--set", "=", "weight.by", "=", "u"], ["uniform"]],
    [
      "what follows an address that bash cuts",
      ["rise", "eval", "--endpoint", "http", ":", "//x", "--ex"],
      ["--examine"],
    ],
    ["configs and folders in a config's place", ["rise", "run", ""], ["first.yaml", "it's.yml", "my runs"]],
    ["folders where one is taken", ["rise", "train", "--out", "m"], ["my runs"]],
    ["files where one is taken", ["rise", "grade", "ro"], ["rows.jsonl"]],
    ["data sets that are known", ["rise", "pull", "gsm8"], ["gsm8k"]],
    ["through npx, and its names alone", ["npx", "rise-lm", "report", "m"], ["my runs"]],
    ["nothing of ours for others that npx runs", ["npx", "other", "rep"], []],
    ["nothing in a free text's place", ["rise", "generate", "--prompt", "r"], []],
    ["nothing, nor fails, where no such command is", ["rise", "no-such", "--x"], []],
  ])("%s", (_, words, offered) => {
    expect(bashOffers(...words).toSorted()).toEqual([...offered].toSorted());
  });

  test("every visible command and flag, as its help has them", () => {
    for (const { path, flags, inner } of allCommands(tree)) {
      const line = ["rise", ...path.split(" ").filter((word) => word !== "")];
      expect(bashOffers(...line, "-").toSorted()).toEqual(flags.flatMap(({ names }) => names).toSorted());
      if (path === "") expect(bashOffers(...line, "")).toEqual(inner.map((command) => command.path));
    }
  });
});

test.skipIf(!has("zsh"))("zsh can read its script", () => {
  expect(spawnSync("zsh", ["-n", ".rise.zsh"], { cwd: folder, encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

test.skipIf(!has("fish"))("fish itself completes commands, flags and names, and says what they are for", () => {
  const offers = (line: string): string =>
    execFileSync("fish", ["--no-config", "-c", 'source ./.rise.fish; complete -C "$argv[1]"', line], {
      cwd: folder,
      encoding: "utf8",
    });
  expect(offers("rise export-")).toMatch(/^export-data\t\S/);
  expect(offers("rise weight --by u")).toContain("uniform");
  expect(offers("npx rise-lm run --set weight.by=u")).toContain("weight.by=uniform");
  expect(offers("rise train --out m")).toContain("my runs/");
});

/** Values that nothing completes, by their names in the usages. */
const free = new Set(
  "column dollars glob how key name name=value names number prediction share shell text trainer form type url host origin seconds".split(
    " ",
  ),
);

test("every argument's name says what completes it: a new one goes in the table of kinds, or is free", () => {
  const namesOf = (command: Command): readonly string[] => [
    ...command.registeredArguments.map((argument) => argument.name()),
    ...command.options.flatMap(({ flags }) => /[<[]([^>\].]+)/.exec(flags)?.[1] ?? []),
    ...command.commands.flatMap((inner) => namesOf(inner)),
  ];
  const known = new Set(["config", "dir", "file", "key=value", "model", "path", "run", "source"]);
  expect(namesOf(program).filter((name) => !known.has(name) && !free.has(name))).toEqual([]);
});
