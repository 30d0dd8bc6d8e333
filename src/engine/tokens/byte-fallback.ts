const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Replaces runs of byte tokens, such as `<0xE4><0xBD><0xA0>`, by the text that they spell. A run that is not UTF-8 becomes one
 * replacement character for each byte, and a byte-order mark is kept.
 *
 * @param tokens in order
 * @returns the other tokens as they are, with the texts in place of the runs
 */
export function textOfByteTokens(tokens: readonly string[]): readonly string[] {
  const texts: string[] = [];
  let bytes: number[] = [];
  const close = (): void => {
    if (bytes.length > 0) texts.push(textOf(bytes));
    bytes = [];
  };
  for (const token of tokens) {
    if (/^<0x[0-9A-Fa-f]{2}>$/.test(token)) {
      bytes.push(Number.parseInt(token.slice(3, 5), 16));
      continue;
    }
    close();
    texts.push(token);
  }
  close();
  return texts;
}

function textOf(bytes: readonly number[]): string {
  try {
    return strictUtf8.decode(Uint8Array.from(bytes));
  } catch {
    return "\ufffd".repeat(bytes.length);
  }
}
