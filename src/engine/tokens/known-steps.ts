import { TokenizerError } from "./tokenizer-error.ts";

/** The steps of a tokenizer.json that were compared with Python's; the library has others, some of which do something else. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  normalizer: ["Sequence", "Prepend", "Replace", "NFC", "NFD", "NFKC", "NFKD"],
  pre_tokenizer: ["Sequence", "Split", "ByteLevel", "Digits", "Metaspace"],
  model: ["BPE", "Unigram"],
  decoder: ["Sequence", "Replace", "ByteFallback", "Fuse", "Strip", "ByteLevel", "Metaspace"],
};

/** Where the steps of a Sequence lie. */
const WITHIN = ["normalizers", "pretokenizers", "decoders"] as const;

/**
 * Checks that every step of a tokenizer is one that is done as Python does it.
 *
 * @param tokenizer content of tokenizer.json
 * @throws TokenizerError naming the part, what is known and what it got
 */
export function requireKnownSteps(tokenizer: Readonly<Record<string, unknown>>): void {
  for (const [part, known] of Object.entries(KNOWN)) requireKnown(part, known, tokenizer[part]);
}

function requireKnown(part: string, known: readonly string[], step: unknown): void {
  if (typeof step !== "object" || step === null) return;
  const { type = part === "model" ? "BPE" : "" } = step as { readonly type?: unknown }; // old files leave BPE's out
  if (!known.includes(String(type))) throw unknownStep(part, known.join(", "), type);
  requireKnownSplit(part, step);
  for (const field of WITHIN) {
    const inner = (step as Readonly<Record<string, unknown>>)[field]; // an object, as checked above
    if (Array.isArray(inner)) for (const one of inner) requireKnown(part, known, one);
  }
}

/** The library splits around what matches, or keeps what does. */
function requireKnownSplit(part: string, step: object): void {
  if (!("behavior" in step) || ("invert" in step && step.invert === true)) return;
  const behaviour = String(step.behavior);
  if (!["isolated", "removed"].includes(behaviour.toLowerCase()))
    throw unknownStep(part, "Isolated or Removed", behaviour);
}

function unknownStep(part: string, want: string, got: unknown): TokenizerError {
  return new TokenizerError(
    `tokenizer.json: ${part} must be made of ${want}, got ${JSON.stringify(got)}, which would split text otherwise than this ` +
      "model's authors did; choose another model",
  );
}
