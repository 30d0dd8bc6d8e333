import type { FoundAnswer } from "./extraction.ts";

const letterUnit =
  /^(\**[-−]?\d[\d.,]*(?:e[-+]?\d{1,3})?) ([mgshLlNJWVAKC]|[kM][WVJN]|m[LAV]|(?:mol|[mgNJWL])(?:\/| per )(?:s|h|cm|m|L|kg|mol|min)[²³]?)\.?$/;

const thousands =
  /(?<![\w.,])(\d{1,6}(?:\.\d{1,3})?)k(?=\s\p{L}{3,}|(?<=[$€£]\s?[\d.,]{1,10}k)(?!\s?[\p{L}\d$*/^=_+−-]))/iu;

/** "4.5k dollars", "$12k"; `rest` is what follows the answer. */
function inThousands(answer: string, rest: string): string {
  if (!/\dk/i.test(answer)) return answer;
  const noun = /k$/i.test(answer) ? (/^\s\p{L}{3,}/u.exec(rest)?.[0] ?? "") : "";
  return `${answer}${noun}`.replace(thousands, (_, value: string) => String(Math.round(Number(value) * 1e6) / 1e3));
}

/** "15 m tall", "12 years old": what is measured. */
const measured =
  /(?<=\d\s(?:m|cm|mm|km|ft|feet|foot|in|inch(?:es)?|met(?:er|re)s?|centimet(?:er|re)s?|miles?|yards?))\s(?:tall|long|wide|deep|high|thick|away|apart|broad)(?=\W{0,3}$)/i;

/** "2.5 L": a letter behind a number and a blank is a unit in a sentence, a variable in a formula. */
export const withUnit = (answer: string, { rule, end }: FoundAnswer, text: string): string =>
  rule === "boxed" || rule === "whole"
    ? answer
    : inThousands(answer, text.slice(end, end + 30))
        .replace(measured, "")
        .replace(
          letterUnit,
          (_, value: string, unit: string) =>
            `${value.replace(/e([-+]?\d+)$/i, " \\times 10^{$1}")} \\text{ ${unit.replace("²", "^2").replace("³", "^3")}}`,
        );
