/**
 * Where the tokenizers library for JavaScript does something else than Python's, its parts are corrected in place. Each of
 * these was found by comparing with Python; the comparison is test/parity/tokens.
 */
import { textOfByteTokens } from "./byte-fallback.ts";

/** A step of the library's decoding. Its own types don't resolve under Node's module rules. */
interface DecodingStep {
  readonly config: { readonly type: string };
  /** Steps within, where the type is Sequence. */
  readonly decoders?: readonly DecodingStep[];
  decode_chain(tokens: readonly string[]): readonly string[];
}

/** A step of the library's splitting of text into words. */
interface SplittingStep {
  /** Steps within, where the type is Sequence. */
  readonly tokenizers?: readonly SplittingStep[];
  readonly replacement?: string;
  pattern?: RegExp | string | null;
  pre_tokenize_text(text: string, options?: unknown): readonly string[];
}

/** Decodes byte tokens as Python does. */
export function decodeLikePython(step: DecodingStep | null): void {
  if (step?.config.type === "ByteFallback") step.decode_chain = textOfByteTokens;
  for (const inner of step?.decoders ?? []) decodeLikePython(inner);
}

/**
 * Splits as Python does: white space is Unicode's (JavaScript's `\s` has U+FEFF and lacks U+0085), digits are all numbers
 * (`½`, `٣`), and pieces that begin with a space are split where the file says so.
 *
 * @param config the `pre_tokenizer` of tokenizer.json, which the library does not always keep
 */
export function splitLikePython(step: SplittingStep | null, config: unknown): void {
  if (step === null || typeof config !== "object" || config === null || !("type" in config)) return;
  const inner = "pretokenizers" in config && Array.isArray(config.pretokenizers) ? config.pretokenizers : [];
  for (const [i, part] of (step.tokenizers ?? []).entries()) splitLikePython(part, inner[i]);
  if (config.type === "Digits") {
    const isSingle = "individual_digits" in config && config.individual_digits === true;
    step.pattern = isSingle ? /\P{N}+|\p{N}/gu : /\P{N}+|\p{N}+/gu;
  }
  if (step.pattern instanceof RegExp) step.pattern = withUnicodeSpaces(step.pattern);
  if (config.type === "Metaspace" && !("split" in config && config.split === false)) splitAtSpaces(step);
}

function withUnicodeSpaces({ source, flags }: RegExp): RegExp {
  const spaces = new Map([
    ["\\s", "\\p{White_Space}"],
    ["\\S", "\\P{White_Space}"],
  ]);
  return new RegExp(
    source.replaceAll(/\\./gsu, (escape) => spaces.get(escape) ?? escape),
    flags,
  );
}

function splitAtSpaces(step: SplittingStep): void {
  const whole = step.pre_tokenize_text.bind(step);
  const space = step.replacement ?? "▁";
  step.pre_tokenize_text = (text, options) =>
    whole(text, options).flatMap((piece) => piece.split(new RegExp(`(?=${space})`, "u")));
}
