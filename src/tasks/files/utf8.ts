import { isUtf8 } from "node:buffer";
import { ConfigError } from "../../mdp/index.ts";

const newline = 10;

/**
 * A file's text; its byte-order mark is taken off.
 *
 * @throws ConfigError with the line that is not UTF-8: a character read wrong would be taught to a model
 */
export function utf8Text(bytes: Uint8Array, file: string): string {
  if (isUtf8(bytes) && !bytes.subarray(0, 1000).includes(0)) return new TextDecoder().decode(bytes);
  throw notUtf8(file, firstBadLine(bytes), bytes);
}

/** The error of a file whose text is in another encoding. */
export function notUtf8(file: string, line: number, bytes: Uint8Array): ConfigError {
  const isWide = bytes.subarray(0, 1000).includes(0);
  const guess = isWide ? "UTF-16, perhaps" : "Latin-1 or Windows-1252, perhaps";
  return new ConfigError(`${file} line ${line}: not UTF-8 (${guess}); save the file as UTF-8`);
}

/** Counted from 1. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let begin = 0; begin < bytes.length; line++) {
    const found = bytes.indexOf(newline, begin);
    const end = found < 0 ? bytes.length : found;
    const text = bytes.subarray(begin, end);
    if (!isUtf8(text) || text.includes(0)) return line;
    begin = end + 1;
  }
  return 1;
}
