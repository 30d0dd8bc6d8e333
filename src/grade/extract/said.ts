import type { Span } from "./extraction.ts";

const tags =
  "think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis|seed:think|inner_monologue|inner_thoughts";
/** Where a thought begins: tags, and the channels that reasoning models write in. */
const opens = [
  `<(?:${tags})>`,
  String.raw`\[THINK\]`,
  "◁think▷",
  String.raw`<\|begin_of_thought\|>`,
  String.raw`<\|START_THINKING\|>`,
  String.raw`<\|channel\|>\s?(?:analysis|commentary)[^<\n]{0,80}<\|message\|>`,
];
const closes = [
  `</(?:${tags})>`,
  String.raw`\[/THINK\]`,
  "◁/think▷",
  String.raw`<\|end_of_thought\|>`,
  String.raw`<\|END_THINKING\|>`,
  String.raw`<\|channel\|>\s?final[^<\n]{0,80}<\|message\|>`,
  String.raw`(?<=[.!?)\d\s])assistantfinal`, // the same channel, its tokens lost
];
/** Tokens that end a turn or a text: what follows them is somebody else's. */
const ends = [
  String.raw`<\|(?:endoftext|end_of_text|im_end|eot_id|eom_id|end|return|EOT|end_of_turn|END_RESPONSE|END_OF_TURN_TOKEN|user)\|>`,
  String.raw`<\|im_start\|>\s?(?:user|human|system)`,
  String.raw`<\|start_header_id\|>\s?(?:user|human|system)`,
  "</s>",
  "<eos>",
  "<end_of_turn>",
  "<start_of_turn>user",
  "<｜(?:end▁of▁sentence|User)｜>",
];
const marks = new RegExp(`(?<open>${opens.join("|")})|(?<close>${closes.join("|")})|(?<end>${ends.join("|")})`, "gi");
const strippedChannel = /^\s{0,8}analysis(?=[A-Z\s])[^]{0,200000}?assistantfinal/;

/**
 * A response's statements, in order: the parts of it that are no thought, up to the token that ends its turn. What stands before a
 * closing mark without an opening one (it was in the prompt) is a thought; so is what follows an opening one that never closes.
 */
export function saidIn(text: string): readonly Span[] {
  let spans: Span[] = [];
  let start = 0;
  let isThought = strippedChannel.test(text);
  const saySoFar = (end: number): void => {
    if (text.slice(start, end).trim() !== "") spans.push({ start, end });
  };
  for (const match of text.matchAll(marks)) {
    const { open, close } = match.groups ?? {};
    const after = match.index + match[0].length;
    if (open !== undefined) {
      if (!isThought) saySoFar(match.index);
      isThought = true;
    } else if (close !== undefined) {
      if (!isThought) spans = [];
      isThought = false;
      start = after;
    } else if (isThought) {
      if (!/^<\|end\|>$/i.test(match[0])) return spans;
    } else {
      saySoFar(match.index);
      if (spans.length > 0) return spans;
      start = after;
    }
  }
  if (!isThought) saySoFar(text.length);
  return spans;
}
