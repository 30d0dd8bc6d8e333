import { moodTest } from "./moods.ts";

/**
 * What makes a claim one of a part ("so far"), of an earlier time ("originally"), of an instance ("for example") or of another thing
 * ("similarly"), which is never the whole of what was asked.
 */
const limits = moodTest(
  String.raw`so far|thus far|up to (?:now|this point|here)|until now|for now|for the (?:moment|time being)|(?<!\bas )at the (?:start|beginning|outset)(?! of)|in the beginning|to begin with|originally|initially|formerly|for (?:example|instance)|as an (?:example|instance|illustration)|e\.g\.|to illustrate|typically|similarly|likewise|analogously|by (?:comparison|contrast)|(?:in|for) comparison|in contrast|as a (?:comparison|reference)|(?:another|one|a second|a further|one more)(?: of the)? (?:possible |other )?(?:solution|root|answer|value|possibility|candidate|zero)s?(?= (?:is|are|would be))`,
  "parts",
);

/** Whether the claim around a value is limited to less than what was asked, by the words before the value or by its own ones behind it. */
export const isLimited = (before: string, after: string): boolean =>
  limits(before) || limits(/^[^,;:(]{0,80}/.exec(after)?.[0] ?? "");
