import { sentencesIn, sentenceStart } from "./sentences.ts";

/** How a sentence begins that supposes what need not be so: "Suppose it were so." */
const supposes =
  /^[\s*_>#-]*(?:(?:so|now|then|but|and|well|ok(?:ay)?|for (?:instance|example))[,\s]+)*(?:suppose|supposing|imagine|pretend|assume for|what if|if only|(?:let['’]?s|let us|let me|we (?:may|might|could|can)) (?:say|suppose|imagine|pretend|assume for)|say(?= (?:that|it|there|we|you)\b)|for the sake of argument)/i;
/** What follows from a supposition. */
const wouldBe = /\bwould(?:n['’]t)?\b|['’]d\b(?! better)|\bin (?:that|this|such a) case\b/i;
/** A turn back to what is so. */
const isSo = /\b(?:but|however|in fact|in reality|actually|as it is|really)\b/i;

const sentencesRead = 3;

/** Whether the sentence at a place says what would follow from what a sentence before it in its paragraph supposes: "Then it would be 5." */
export function isInSupposedWorld(text: string, at: number, end: number): boolean {
  const from = sentenceStart(text, at);
  const sentence = text.slice(from, end);
  if (!wouldBe.test(sentence) || isSo.test(sentence)) return false;
  const paragraph = Math.max(0, text.lastIndexOf("\n\n", from - 1), from - 600);
  const before = sentencesIn(text.slice(0, from), paragraph)
    .slice(-sentencesRead)
    .map((span) => text.slice(span.start, span.end));
  const last = before.findLastIndex((said) => supposes.test(said));
  return last >= 0 && !before.slice(last + 1).some((said) => isSo.test(said));
}
