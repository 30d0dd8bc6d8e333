import { allCommands, shellWord, type CompletedCommand, type CompletedKey, type Completes } from "./command-tree.ts";

/**
 * Two functions that bash and zsh read alike. `_rise_kind COMMAND FLAG|PLACE` sets REPLY to what completes a flag's value or the
 * argument in that place: a kind, "= " and names, or nothing where there is no value. `_rise_values KEY` sets it to a config key's names.
 */
export function lookUps(program: CompletedCommand, keys: readonly CompletedKey[]): string {
  const cells = allCommands(program).flatMap(({ path, flags, takes, isOpenEnded }) => [
    ...flags.flatMap(({ names, value }) =>
      value === undefined ? [] : names.map((name) => [shellWord(`${path} ${name}`), kindWord(value)] as const),
    ),
    ...takes.map((value, place) => {
      const isLast = place === takes.length - 1;
      const place1 = shellWord(`${path} ${place + 1}`);
      return [isOpenEnded && isLast ? `${shellWord(`${path} `)}[1-9]*` : place1, kindWord(value)] as const;
    }),
  ]);
  const named = keys.flatMap(({ key, values }) =>
    values.length === 0 ? [] : [[shellWord(key), values.join(" ")] as const],
  );
  return [
    "_rise_kind() {",
    '  case "$1 $2" in',
    ...arms(cells),
    "    *) REPLY='' ;;",
    "  esac",
    "}",
    "_rise_values() {",
    '  case "$1" in',
    ...arms(named),
    "    *) REPLY='' ;;",
    "  esac",
    "}",
  ].join("\n");
}

const kindWord = (value: Completes): string => (typeof value === "string" ? value : `= ${value.join(" ")}`);

/** The arms of a `case`, one for each answer. */
function arms(cells: readonly (readonly [pattern: string, answer: string])[]): readonly string[] {
  const answers = Map.groupBy(cells, ([, answer]) => answer);
  return [...answers].map(
    ([answer, alike]) => `    ${alike.map(([pattern]) => pattern).join("|")}) REPLY=${shellWord(answer)} ;;`,
  );
}
