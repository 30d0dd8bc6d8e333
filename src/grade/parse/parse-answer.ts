import { endsOperand, type Item } from "./item.ts";
import type { Node } from "./node.ts";
import { ParseFailure } from "./parse-failure.ts";
import { parseGroup, parseSequence } from "./sequence.ts";
import type { SideContext } from "./side.ts";
import type { Bracket } from "./token.ts";
import { type Reading, Tokenizer } from "./tokenize.ts";

interface Frame {
  readonly open: Bracket;
  readonly items: Item[];
  readonly start: number;
  readonly isSpaced: boolean;
}

const intervals: ReadonlySet<Bracket> = new Set(["(", "["]);

/** Which closing bracket may end a group: its own, and either of `)` and `]` for an interval. */
const fits = (open: Bracket, close: Bracket): boolean =>
  open === close || (intervals.has(open) && intervals.has(close));

const maxDepth = 20_000;

/** `]0, 1[` is how some countries write (0, 1): a square bracket that can only be meant the other way round is turned. */
function withTurned(token: Item, frame: Frame, next: Item | undefined): Item {
  const isInterval = intervals.has(frame.open);
  const isAfterOperand = endsOperand(frame.items.at(-1));
  if (token.kind === "close" && token.bracket === "[" && !isInterval && !isAfterOperand) {
    return { ...token, kind: "open", bracket: "(" };
  }
  const isLast = next === undefined || next.kind === "separator" || next.kind === "operator";
  const isFull = isInterval && isAfterOperand && frame.items.some((item) => item.kind === "separator");
  return token.kind === "open" && token.bracket === "[" && isLast && isFull
    ? { ...token, kind: "close", bracket: "(" }
    : token;
}

/**
 * Parses tokens with a stack of open groups. A group is parsed as soon as it closes, so that each is flat when its turn comes and no
 * depth of nesting is recursion.
 */
class GroupParser {
  readonly #context: SideContext;
  readonly #frames: Frame[] = [{ open: "brace", items: [], start: 0, isSpaced: false }];

  constructor(context: SideContext) {
    this.#context = context;
  }

  parse(tokens: readonly Item[]): Node {
    for (const [i, token] of tokens.entries()) this.#take(withTurned(token, this.#top(), tokens[i + 1]));
    while (this.#frames.length > 1) this.#close(this.#top().open, this.#context.text.length);
    return parseSequence(this.#top().items, this.#context);
  }

  #top(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new ParseFailure("a bracket closes what was never opened");
    return frame;
  }

  #take(token: Item): void {
    const frame = this.#top();
    if (token.kind === "open" && token.bracket === "|") this.#bar(token);
    else if (token.kind === "open") this.#open(token, token.bracket);
    else if (token.kind !== "close") frame.items.push(token);
    else if (this.#frames.length > 1 && fits(frame.open, token.bracket)) this.#close(token.bracket, token.end);
    else if (token.bracket !== "brace") throw new ParseFailure("brackets that do not match");
  }

  /** A bar closes the group of an open bar when an operand stands before it. In a set it may also mean "such that". */
  #bar(token: Item): void {
    const frame = this.#top();
    const afterOperand = endsOperand(frame.items.at(-1));
    if (frame.open === "|" && afterOperand) this.#close("|", token.end);
    else if (frame.open === "{" && afterOperand) {
      frame.items.push({ kind: "separator", name: "mid", start: token.start, end: token.end, isSpaced: false });
    } else this.#open(token, "|");
  }

  #open(token: Item, open: Bracket): void {
    if (this.#frames.length > maxDepth) throw new ParseFailure("nested too deeply");
    this.#frames.push({ open, items: [], start: token.start, isSpaced: token.isSpaced });
  }

  #close(close: Bracket, end: number): void {
    const frame = this.#top();
    this.#frames.pop();
    const node = parseGroup(frame.items, frame.open, close, this.#context);
    const { open: bracket, start, isSpaced } = frame;
    this.#top().items.push({ kind: "parsed", node, bracket, start, end, isSpaced });
  }
}

/** The tree of a cleaned answer in one reading; what is not mathematics becomes prose. */
export function parseAnswer(text: string, reading: Reading): Node {
  try {
    const tokens = new Tokenizer(text, reading).tokens();
    return new GroupParser({ text, reading }).parse(tokens);
  } catch (error) {
    if (error instanceof ParseFailure) return { kind: "prose", text };
    throw error;
  }
}
