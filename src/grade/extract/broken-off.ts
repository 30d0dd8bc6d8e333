import type { Span } from "./extraction.ts";

const stop = /[.!?。！？]/;
const endsInStop = /[.!?。！？]["”)*_]*\s*$/;
/** So many words without a stop are no closing line, as "Great work" is. */
const fewestWords = 5;
/** "Step 5: Find the", "So we": the next step's heading, or words that only lead on. */
const leadsOn =
  /^[\s*_>#-]*(?:step \d{1,2}[.:)]|(?:(?:so|then|now|next|and|but|or|the|this|that|these|it|we|you|i|he|she|they|in|for|to|if|when|an|let|finally|therefore|thus|hence|however|first|last|final|there|is|are|will|can),?(?:\s+|$)){1,4}$)/i;

const count = (text: string, signs: RegExp): number => text.match(signs)?.length ?? 0;

/** "18 apples (so he can pick": a bracket that the last sentence opens and that nothing closes. */
const isOpen = (sentence: string): boolean =>
  /\([^()\][\n]{1,80}$/.test(sentence) && count(sentence, /[([]/g) > count(sentence, /[)\]]/g);

/**
 * Whether a text breaks off in the words behind a value: a bracket stays open, the next step has only its heading, or its writer ends his sentences
 * with stops, and the last one, some words long, has none. What it would have come to nobody knows: "That makes 12 boxes. Now the second shop, where they sell".
 *
 * @param last the text's last sentence
 * @param value the sentence that holds the value, and the end of the value
 */
export function breaksOffBehind(
  text: string,
  last: Span,
  value: { readonly sentence: Span; readonly end: number },
): boolean {
  if (text.slice(last.end).trim() !== "") return false;
  const sentence = text.slice(last.start, last.end);
  const isOwn = last.start === value.sentence.start;
  if (isOpen(sentence.trimEnd()) || (!isOwn && leadsOn.test(sentence))) return true;
  if (
    isOwn &&
    /\bthe\s$/i.test(text.slice(last.start, value.end).replace(/\d[\d.,]*$/, "")) &&
    value.end === last.start + sentence.trimEnd().length
  )
    return true;
  const rest = text.slice(isOwn ? value.end : last.start, last.end).trim();
  if (!/[\p{Ll},]$/u.test(rest) || rest.split(/\s+/).length < fewestWords) return false;
  return isOwn ? endsInStop.test(text.slice(0, last.start)) : stop.test(text[value.sentence.end] ?? "");
}
