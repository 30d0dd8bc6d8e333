const rows =
  /^(?:\\\[|\$\$)?\s*\\begin\{(?:align|aligned|gather|split|eqnarray)\*?\}(.+?)\\end\{\w+\*?\}\s*(?:\\\]|\$\$)?\.?$/s;
const assigns = /^\s*&?\s*[A-Za-z](?:_\w)?\s*&?=/;

/** The last row of equations that lead to the value of an unknown; null where the rows are one chain, or the values of several. */
export function lastRow(text: string): string | null {
  const lines =
    rows
      .exec(text)?.[1]
      ?.split("\\\\")
      .filter((line) => line.trim() !== "") ?? [];
  const last = lines.at(-1);
  if (last === undefined || lines.length < 2 || !assigns.test(last) || lines.every((line) => assigns.test(line)))
    return null;
  return last.trim();
}
