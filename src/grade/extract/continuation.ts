import { questionSource } from "./languages.ts";

const role = String.raw`(?:human|user|student|customer)\s?:|\[INST\]|#{2,4}\s?(?:instruction|human|user|input)\b|<\|(?:user|im_start)\|>`;
const question = String.raw`(?:(?:new |next |another |practice |follow-?up |bonus |similar |extra |related |sample )?(?:question|problem|exercise|q|example|task|input|prompt)|${questionSource})(?:\s?#?\d{1,3})?\s?[*_]{0,3}[:.)]`;
/** "12. Solve for x: ... (A) 5 (B) 6": the next of an exam's questions. */
const numbered = String.raw`(?<=\n[^\S\n]*\n)\d{1,3}[.)]\s+(?=(?:solve|find|what|how|calculate|evaluate|simplify|determine|which|compute|factor|write|express|convert|if|an?|the)\b[^\n]*(?:\n[^\n]+)?(?:\?|\(?A[).]\s[^\n]*\n?[^\n]*\(?B[).]\s))`;
/** "Question 18" on a line of its own. */
const headed = String.raw`(?:question|problem|exercise|example)\s#?\d{1,3}[*_]{0,3}[^\S\n]*(?=\n)`;
const turn = new RegExp(String.raw`^[ \t>*_#]{0,8}(?:(?<role>${role})|${question}|${headed}|${numbered})`, "gimu");

const maxTurns = 40;

/**
 * Where a text turns to another question after it has answered: base models go on with the next example, or with the other
 * speaker. `answers` tells whether a part of the text holds an answer.
 */
export function answeredUntil(text: string, answers: (part: string, isRole: boolean) => boolean): number {
  let from = 0;
  let turns = 0;
  for (const match of text.matchAll(turn)) {
    const part = text.slice(from, match.index);
    if (part.trim() !== "" && answers(part, match.groups?.["role"] !== undefined)) return match.index;
    from = match.index;
    if (++turns > maxTurns) break;
  }
  return text.length;
}
