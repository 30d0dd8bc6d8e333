import { ConfigError } from "../../../mdp/index.ts";
import { parseExactJson } from "../exact-json.ts";
import { type Row, rowOf } from "../row.ts";

/**
 * The rows of a JSONL text, one JSON object per line; blank lines are skipped.
 *
 * @throws ConfigError with the line that is not JSON object
 */
export function jsonLinesRows(text: string, file: string): Row[] {
  return text.split("\n").flatMap((line, index) => {
    const where = `${file} line ${index + 1}`;
    return line.trim() === "" ? [] : [rowOf(parseLine(line, where), where)];
  });
}

function parseLine(line: string, where: string): unknown {
  try {
    return parseExactJson(line);
  } catch (cause) {
    const cure = /^[[{]\s*$|^\[\s*\{/.test(line.trim())
      ? "; one JSON value over many lines is read from a file named .json"
      : "";
    throw new ConfigError(`${where}: not JSON; wanted one JSON object per line${cure}`, { cause });
  }
}
