const aside = /(?<=\s|^)\((?=[^()$]*[A-Za-z]{2})[^()$]{1,200}\)/g;

/** The sentence with blanks for remarks in brackets, "(20 from Ann, 35 from Bob)", so that places stay; words in formulas are kept. */
export const withoutAsides = (sentence: string): string =>
  sentence.includes("(") ? sentence.replace(aside, (remark) => " ".repeat(remark.length)) : sentence;
