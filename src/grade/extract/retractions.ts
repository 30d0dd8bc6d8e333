const hesitation = String.raw`(?:(?:but|wait|hmm+|oh|oops|hold on|actually|sorry|however|well|ah|no wait|nope|aber|mais|pero|но|不对|等等)[\s,.!:…—–-]*)*`;
const subject = String.raw`(?:that|this|it|which|the (?:box|answer|result|value|above|last (?:step|line|answer))(?: above| in the box)?)(?:['’]s|\s+(?:is|was|can(?:not|'t| not) be|must be|seems|looks|isn't|wasn't|ca(?:nnot|n['’]t) be|could(?:n['’]t| not) be|does(?:n['’]t| not) (?:look|seem)))`;
const verdict = String.raw`\s+(?:clearly |still |definitely |actually |also |certainly )?(?:not (?:right|correct|it|the answer|quite right|what)|wrong|incorrect|right, it|correct, (?:it|because)|a mistake|mistaken|false|impossible|an? error)`;
const retraction = new RegExp(
  String.raw`^[\s.$*)\]!,;:}"”’'\\-]*(?:${hesitation}(?:${subject}${verdict}|(?:that|this|it)\s(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|does(?:n['’]t| not)) (?:be |look |seem )?(?:right|correct|true|possible)|(?:i|we) (?:sincerely |must )?apologi[sz]e(?:,? (?:but )?(?:i|we) (?:made|have made)| for (?:the|my) (?:mistake|error|oversight))|(?:sorry|oops|correction|edit|update)[,:.]?\s+(?:it['’]s |that['’]s |the answer is )?(?=[-$\\(]?\d)|(?:i|we) (?:made|have made|forgot|miscalculated|misread|was wrong|were wrong)|scratch that|(?:please )?(?:ignore|disregard|forget) (?:that|this|it|the)|let me (?:correct|fix|redo|retract|start over|try again|recompute|recalculate)|(?:i|we) (?:take|retract)|correction[:,]|just kidding|(?:(?:actually|wait|sorry|oops|no)[\s,.!:…—–-]*)+(?:it|that|this|the (?:answer|result))(?:['’]s|\s(?:is|should be|must be))(?=\s+(?:\*{2})?[-\d$\\]))|no[,.!:—–]\s+(?!other|more)(?=\S)|(?:wait|oops|hmm)[\s,.!:…—–-]+no\b)`,
  "i",
);

/** How long the words are that begin what follows an answer and take it back ("No, that counts one twice"); 0 where none do. */
export function retractionLength(rest: string): number {
  return retraction.exec(rest.slice(0, 200))?.[0].length ?? 0;
}
