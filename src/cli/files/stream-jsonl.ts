import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import type { z } from "zod";
import { notUtf8, parseExactJson } from "../../tasks/index.ts";
import { parseJson, parseRow, unreadable, type JsonlRow } from "./jsonl.ts";

/**
 * Reads a JSONL file row by row, holding no more than one row and one chunk; blank lines are skipped, long numbers keep their digits.
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
    if (text.trim() !== "") yield { row: parseRow(parseJson(text, where, parseExactJson), where, schema), where };
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
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  let last = new Uint8Array();
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array<ArrayBuffer>>) {
      last = chunk;
      const text = decoder.decode(chunk, { stream: true });
      line += text.split("\n").length - 1;
      yield text;
    }
    yield decoder.decode();
  } catch (cause) {
    if (cause instanceof TypeError) throw notUtf8(file, line + linesBeforeFault(last), last);
    throw unreadable(file, cause);
  }
}

/** How many lines of a chunk end before its first byte that is not UTF-8; it may begin within a character. */
function linesBeforeFault(chunk: Uint8Array): number {
  const begin = chunk.findIndex((byte) => (byte & 0b1100_0000) !== 0b1000_0000);
  let lines = 0;
  for (let at = Math.max(0, begin); at < chunk.length; lines++) {
    const end = chunk.indexOf(10, at);
    if (end < 0 || !isUtf8(chunk.subarray(at, end))) return lines;
    at = end + 1;
  }
  return lines;
}
