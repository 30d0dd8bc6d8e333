const aside = /(?<=\s|^)\((?=[^()$]*[A-Za-z]{2})[^()$]{1,200}\)/g;

/** ", which is 35 minutes before the show": a comparison beside the value. */
const compared =
  /(?<=\d[^,]{0,30}),\swhich (?:is|was|are)\s(?:only |just |about |exactly )?\$?\d[^,.;]{0,40}?\s(?:before|after|later|earlier|more|less|fewer|longer|shorter|higher|lower|ahead|behind|above|below|taller|older|younger|faster|slower|too)\b[^,.;]{0,60}/gi;

/** ", who is 50": what is said of somebody beside the value. */
const ofPerson = /(?<=\d[^,]{0,60}),\swho(?:se)?\s[^,;]{0,80}/gi;

/** The sentence with blanks for remarks in brackets, "(20 from Ann, 35 from Bob)", so that places stay; words in formulas are kept. */
export const withoutAsides = (sentence: string): string => {
  const blank = (remark: string): string => " ".repeat(remark.length);
  const plain = sentence.includes("(") ? sentence.replace(aside, blank) : sentence;
  const unrelated = plain.includes(", who") ? plain.replace(ofPerson, blank) : plain;
  return unrelated.includes("which") ? unrelated.replace(compared, blank) : unrelated;
};
