import { createReadStream } from "node:fs";
import type { z } from "zod";
import { ConfigError } from "../../mdp/index.ts";
import { parseJson, parseRow, type JsonlRow } from "./jsonl.ts";

/**
 * Reads a JSONL file row by row, holding no more than one row and one chunk; blank lines are skipped.
 *
 * @throws ConfigError with the line where the file, its JSON or a row is not as it must be
 */
export async function* streamJsonl<S extends z.ZodType>(
  file: string,
  schema: S,
): AsyncGenerator<JsonlRow<z.output<S>>> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    const where = `${file} line ${line}`;
    if (text.trim() !== "") yield { row: parseRow(parseJson(text, where), where, schema), where };
  }
}

/** Lines end at "\n" alone: node:readline would also cut at U+2028, which JSON text may hold. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let parts: string[] = []; // the line begun, in pieces: joined once, so that a long line costs linear time
  for await (const chunk of chunksOf(file)) {
    const lines = chunk.split("\n");
    const begun = lines.pop() ?? "";
    for (const text of lines) {
      yield parts.length === 0 ? text : parts.join("") + text;
      parts = [];
    }
    parts.push(begun);
  }
  yield parts.join("");
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  const stream: AsyncIterable<string> = createReadStream(file, { encoding: "utf8" }); // text, as the encoding is set
  try {
    yield* stream;
  } catch (cause) {
    throw new ConfigError(`cannot read the data file ${file}; check its path`, { cause });
  }
}
