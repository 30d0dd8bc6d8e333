import type { FoundAnswer } from "./extraction.ts";

const letterUnit =
  /^(\**[-−]?\d[\d.,]*(?:e[-+]?\d{1,3})?) ([mgshLlNJWVAKC]|[kM][WVJN]|m[LAV]|(?:mol|[mgNJWL])(?:\/| per )(?:s|h|cm|m|L|kg|mol|min)[²³]?)\.?$/;

/** "2.5 L": a letter behind a number and a blank is a unit in a sentence, a variable in a formula. */
export const withUnit = (answer: string, { rule }: FoundAnswer): string =>
  rule === "boxed" || rule === "whole"
    ? answer
    : answer.replace(
        letterUnit,
        (_, value: string, unit: string) =>
          `${value.replace(/e([-+]?\d+)$/i, " \\times 10^{$1}")} \\text{ ${unit.replace("²", "^2").replace("³", "^3")}}`,
      );
