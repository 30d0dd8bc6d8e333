/** Pairs of answers from a table, one a line, `a || b`; lines that begin with `#` are headings. */
export const pairsOf = (table: string): readonly (readonly [string, string])[] =>
  table
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line): readonly [string, string] => {
      const [a = "", b = ""] = line.split(" || ");
      return [a, b];
    });
