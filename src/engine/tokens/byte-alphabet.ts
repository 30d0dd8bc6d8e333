/**
 * The 256 printable stand-ins for bytes that byte-level BPE writes in its vocabulary: printable Latin-1 stands for itself,
 * the other bytes for the characters from U+0100 on.
 *
 * @returns shape [256], by byte
 * @see GPT-2's `bytes_to_unicode`
 */
export function byteAlphabet(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}
