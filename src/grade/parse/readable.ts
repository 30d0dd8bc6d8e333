import { BudgetExceeded } from "../numbers/budget.ts";
import { clean } from "./clean.ts";
import { walk } from "./node.ts";
import { parseAnswer } from "./parse-answer.ts";

/** The reading of a text that is taken for an answer as it stands. */
export type Readability = "mathematics" | "words" | "sentence";

const maxWords = 3;

/** Whether a text as a whole reads as mathematics, as a few words without numbers, or as a sentence that may hold an answer. */
export function readabilityOf(text: string): Readability {
  try {
    let readability: Readability = "mathematics";
    for (const node of walk(parseAnswer(clean(text), { joinsCommas: true, slashTakesProducts: false }))) {
      if (node.kind !== "prose") continue;
      const isShort = !/[\d$=]/.test(node.text) && node.text.trim().split(/\s+/).length <= maxWords;
      if (!isShort) return "sentence";
      readability = "words";
    }
    return readability;
  } catch (error) {
    if (error instanceof BudgetExceeded) return "sentence";
    throw error;
  }
}
