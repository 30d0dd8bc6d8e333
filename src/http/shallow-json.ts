const maxDepth = 64; // answers of all protocols have fewer than ten
const [quote, backslash, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** JSON that no answer is: nested deeper than any, which takes hundreds of times its bytes in memory. */
export class DeepJson extends Error {
  override readonly name = "DeepJson";
}

/**
 * Parses JSON whose depth is that of an answer.
 *
 * @throws DeepJson; SyntaxError
 */
export function parseShallow(body: Buffer): unknown {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === quote) at = endOfString(body, at);
    else if (byte === openList || byte === openObject) {
      if (++depth > maxDepth) throw new DeepJson(`nested more than ${maxDepth} deep`);
    } else if (byte === closeList || byte === closeObject) depth--;
  }
  return JSON.parse(body.toString());
}

function endOfString(body: Buffer, start: number): number {
  for (let at = start + 1; at < body.length; at++) {
    if (body[at] === backslash) at++;
    else if (body[at] === quote) return at;
  }
  return body.length;
}
