import type { TextPlace } from "../shared/answers.ts";
import type { Row } from "../shared/row.ts";
import { candidatesOf } from "./improving.ts";
import { recordedRollout } from "./recorded-turns.ts";
import { promptMessages, type PageContext } from "./rollout-page.ts";

/** The whole of a text that a page showed the beginning of. */
export function wholeText(row: Row, { turn: t, part }: TextPlace, context: PageContext): string | undefined {
  const recorded = recordedRollout(context.run, row);
  const [kind, number = ""] = part.split("/");
  if (kind === "parallel") return recorded?.parallel[Number(number)]?.text;
  const turn = recorded?.turns[t];
  if (recorded === undefined || turn === undefined) return undefined;
  switch (kind) {
    case "text":
      return turn.attempt.text;
    case "thought":
      return turn.attempt.thought;
    case "prompt":
      return promptMessages({ row, recorded, turn, t, weights: [] }, context)?.prompt[Number(number)]?.content;
    case "candidate":
      return candidatesOf(context.run, turn.origin)[Number(number)]?.attempt.text;
    default:
      return undefined;
  }
}
