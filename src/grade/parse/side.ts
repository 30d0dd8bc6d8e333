import { multiply } from "../numbers/rational.ts";
import { ExpressionParser } from "./expression.ts";
import { endsOperand, type Item, splitAt } from "./item.ts";
import { apply, type Node, type NumberNode, numberNode, type QuantityNode, type RatioNode, type Unit } from "./node.ts";
import { ParseFailure } from "./parse-failure.ts";
import { isRange } from "./ranges.ts";
import type { Reading } from "./tokenize.ts";
import { isUnitWord, unitOf } from "./units.ts";
import { introductions, scaleWords, sentenceWords } from "./vocabulary.ts";

/** The context of reading one side of a relation. */
export interface SideContext {
  readonly text: string;
  readonly reading: Reading;
}

const prose = (context: SideContext, items: readonly Item[]): Node => ({
  kind: "prose",
  text: context.text.slice(items[0]?.start ?? 0, items.at(-1)?.end ?? 0),
});

const isWord = (item: Item | undefined): boolean =>
  item?.kind === "word" ||
  (item?.kind === "symbol" && item.isText) ||
  (item?.kind === "parsed" && item.node.kind === "prose");

const currency: Unit = unitOf(["dollar"]);

/** One side of a relation, or one member of a list: an expression, with its words and units. */
export function parseSide(items: readonly Item[], context: SideContext): Node {
  if (items.length === 0) throw new ParseFailure("nothing between two separators");
  const [first] = items;
  if (items.length === 1 && first?.kind === "parsed") return first.node;
  const last = items.at(-1);
  if (last?.kind === "parsed" && last.bracket === "(" && isRange(last.node))
    return parseSide(items.slice(0, -1), context);
  const named = parseName(items, context);
  if (named !== null) return named;
  const firstNumber = items.findIndex(isNumber);
  const firstWord = items.findIndex((item, i) => startsWords(item, items[i - 1], firstNumber >= 0 && firstNumber < i));
  if (firstWord < 0) return parseMath(items, context);
  if (firstWord === 0) return parseIntroduced(items, context);
  return parseMeasured(items, firstWord, context);
}

/** A number, one in braces as in `\frac{1}{2}` and `\sqrt{3}` too. */
const isNumber = (item: Item): boolean =>
  item.kind === "number" || (item.kind === "parsed" && item.bracket === "brace" && item.node.kind === "number");

/** A unit's letter (`\text{m}`) starts words only after a number; a word always does. */
function startsWords(item: Item, before: Item | undefined, isAfterNumber: boolean): boolean {
  if (item.kind === "word") return true;
  if (item.kind === "parsed") return item.node.kind === "prose";
  if (item.kind !== "symbol" || !item.isText) return false;
  const isAfterBracket = before?.kind === "parsed" && before.bracket === "(";
  return (isAfterNumber || isAfterBracket) && endsOperand(before) && isUnitWord(item.name);
}

/** `f(x)` on a side of its own is the name of a value, not a product, and `A(1, 2)` a point. */
function parseName(items: readonly Item[], context: SideContext): Node | null {
  const [head, raised, exponent] = items;
  const argument = items.at(-1);
  const isInverse =
    items.length === 4 && raised?.kind === "operator" && raised.name === "^" && exponent?.kind === "parsed";
  if (items.length !== 2 && !isInverse) return null;
  if (head?.kind !== "symbol" || argument?.kind !== "parsed" || argument.bracket !== "(") return null;
  const { node } = argument;
  const members = node.kind === "group" ? node.items : [node];
  if (members.length > 1 && /^[A-EI-MOR-Z](?:_\d|')?$/.test(head.name) && !/^[ST]/.test(head.name)) return node;
  const isPlain = members.every((member) => member.kind === "symbol" || member.kind === "number");
  const isCall =
    isPlain &&
    /^[fghFGHpPqQNSTuvy]/.test(head.name) &&
    members.every((m) => m.kind !== "symbol" || m.name !== head.name);
  return isCall
    ? { kind: "symbol", name: head.name + context.text.slice(head.end, argument.end).replace(/\s/g, "") }
    : null;
}

function parseMath(items: readonly Item[], context: SideContext): Node {
  const isRatio = items.some((item) => item.kind === "operator" && item.name === ":");
  if (isRatio) return parseRatio(items, context);
  const infix = items.findIndex((item) => item.kind === "command" && (item.name === "over" || item.name === "choose"));
  if (infix > 0) {
    const item = items[infix];
    const operator = item?.kind === "command" && item.name === "over" ? "divide" : "binomial";
    return apply(operator, parseFlat(items.slice(0, infix), context), parseFlat(items.slice(infix + 1), context));
  }
  const hasCurrency = items.some((item) => item.kind === "operator" && item.name === "currency");
  const plain = hasCurrency ? items.filter((item) => !(item.kind === "operator" && item.name === "currency")) : items;
  const value = parseFlat(plain, context);
  return hasCurrency ? { kind: "quantity", value, unit: currency } : value;
}

function parseFlat(items: readonly Item[], context: SideContext): Node {
  const modulus = items.findIndex((item) => item.kind === "operator" && item.name === "pmod");
  if (modulus > 0) {
    const value = new ExpressionParser(items.slice(0, modulus), context.reading).parse();
    return apply("residue", value, new ExpressionParser(items.slice(modulus + 1), context.reading).parse());
  }
  return new ExpressionParser(items, context.reading).parse();
}

function parseRatio(items: readonly Item[], context: SideContext): RatioNode {
  const parts = splitAt(items, (item) => item.kind === "operator" && item.name === ":");
  const digits = parts.map((part) => (part.length === 1 && part[0]?.kind === "number" ? part[0].digits : ""));
  const isClock =
    digits.length <= 3 && /^\d{1,2}$/.test(digits[0] ?? "") && digits.slice(1).every((d) => /^[0-5]\d$/.test(d));
  const [hours = "0", minutes = "0", seconds = "0"] = digits;
  const clockSeconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const nodes = parts.map((part) => parseFlat(part, context));
  return isClock ? { kind: "ratio", parts: nodes, clockSeconds } : { kind: "ratio", parts: nodes };
}

const wordsOf = (items: readonly Item[]): string[] =>
  items.map((item) => (item.kind === "word" ? item.text.toLowerCase() : item.kind === "symbol" ? item.name : ""));

/** Words before mathematics: they go when they only introduce it, and before a colon they name it. */
function parseIntroduced(items: readonly Item[], context: SideContext): Node {
  const end = items.findIndex((item) => !isWord(item) && !(item.kind === "operator" && item.name === ":"));
  const words = wordsOf(end < 0 ? items : items.slice(0, end)).filter((word) => word !== "");
  if (end < 0) return prose(context, items);
  const before = items[end - 1];
  const isLabel = before?.kind === "operator" && words.length <= 4;
  const isIntroduction = words.every((word) => introductions.has(word));
  if (isIntroduction) return parseSide(items.slice(end), context);
  if (!isLabel) return prose(context, items);
  const name: Node = { kind: "prose", text: words.join(" ") };
  return { kind: "relation", relations: ["="], sides: [name, parseSide(items.slice(end), context)] };
}

/** `12 ways to choose` is a quantity still; `12 to` and `12 less than` are none. */
const endsQuantity = (word: string, place: number): boolean =>
  sentenceWords.has(word) && !(place > 0 && (word === "to" || word === "from"));

/** Mathematics followed by words: a unit, or what is counted; or a sentence, which is prose. */
function parseMeasured(items: readonly Item[], firstWord: number, context: SideContext): Node {
  const words = unitWords(items.slice(firstWord));
  if (words === null) return parseCompound(items, firstWord, context) ?? prose(context, items);
  if (words.length > 6 || words.some(endsQuantity)) return prose(context, items);
  const [first] = items;
  const isArticle =
    firstWord === 1 && first?.kind === "symbol" && /^a$/i.test(first.name) && !isUnitWord(words[0] ?? "");
  if (isArticle) return prose(context, items);
  const value = parseMath(items.slice(0, firstWord), context);
  if (value.kind === "number" && /^[ap]m$/.test(words[0] ?? "")) return withHalfDay(fullHour(value), words);
  if (value.kind === "ratio" && value.clockSeconds !== undefined) return withHalfDay(value, words);
  return withUnit(value, words);
}

function withUnit(value: Node, words: readonly string[]): Node {
  const [first = "", ...rest] = words;
  const bare = value.kind === "quantity" ? value.value : value;
  const scale = scaleWords.get(first);
  if (scale !== undefined && bare.kind === "number") {
    const scaled = { ...bare, value: multiply(bare.value, { over: scale, under: 1n }), places: 0 };
    const measured: Node = value.kind === "quantity" ? { ...value, value: scaled } : scaled;
    return rest.length === 0 ? measured : withUnit(measured, rest);
  }
  const unit = value.kind === "quantity" && words.every((word) => !isUnitWord(word)) ? value.unit : unitOf(words);
  const isTemperature = bare.kind === "apply" && bare.operator === "degree";
  return { kind: "quantity", value: isTemperature ? (bare.args[0] ?? bare) : bare, unit };
}

/** `5 p.m.` as `5:00`. */
function fullHour(hours: NumberNode): RatioNode {
  const clockSeconds = 3600 * Number(hours.value.over / hours.value.under);
  return { kind: "ratio", parts: [hours, numberNode({ over: 0n, under: 1n })], clockSeconds };
}

function withHalfDay(value: RatioNode, words: readonly string[]): Node {
  const [half] = words;
  const seconds = value.clockSeconds ?? 0;
  if (half !== "am" && half !== "pm") return value;
  const isTwelve = seconds >= 12 * 3600 && seconds < 13 * 3600;
  const shift = half === "pm" ? (isTwelve ? 0 : 12 * 3600) : isTwelve ? -12 * 3600 : 0;
  return { ...value, clockSeconds: seconds + shift, isHalfDayKnown: true };
}

/** No unit is longer; words within words would be read again at each level. */
const maxUnitChars = 400;

/** The words of a unit with its slashes and powers; null where something else stands among them. */
function unitWords(items: readonly Item[]): string[] | null {
  const words: string[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item?.kind === "word") words.push(item.text.toLowerCase());
    else if (item?.kind === "symbol") words.push(item.name);
    else if (item?.kind === "operator" && item.name === "/") words.push("/");
    else if (item?.kind === "operator" && (item.name === "*" || item.name === "-")) continue;
    else if (item?.kind === "parsed" && item.node.kind === "prose")
      words.push(...item.node.text.slice(0, maxUnitChars).toLowerCase().split(/\W+/));
    else if (item?.kind === "operator" && item.name === "^") {
      const next = items[++i];
      const isNegative = next?.kind === "operator" && next.name === "-";
      const exponent = wholeNumber(isNegative ? items[++i] : next);
      if (exponent === null) return null;
      words.push(`^${isNegative ? -exponent : exponent}`);
    } else return null;
  }
  return words.filter((word) => word !== "");
}

function wholeNumber(item: Item | undefined): number | null {
  if (item?.kind !== "number" && item?.kind !== "parsed") return null;
  const { node } = item;
  const inner = node.kind === "apply" && node.operator === "negate" ? node.args[0] : node;
  if (inner?.kind !== "number" || inner.value.over % inner.value.under !== 0n || inner.value.over > 9n) return null;
  return Number(inner.value.over / inner.value.under) * (inner === node ? 1 : -1);
}

/** `5 feet 3 inches`: quantities side by side whose units measure the same are summed. */
function parseCompound(items: readonly Item[], firstWord: number, context: SideContext): Node | null {
  const next = items.findIndex((item, i) => i > firstWord && item.kind === "number" && items[i - 1]?.kind === "word");
  if (next < 0) return null;
  const [head, tail] = [parseSide(items.slice(0, next), context), parseSide(items.slice(next), context)];
  if (head.kind !== "quantity" || tail.kind !== "quantity") return null;
  return sumOfQuantities(head, tail);
}

/** The sum of two quantities whose units measure the same, in the unit of the first; null for others. */
export function sumOfQuantities(head: QuantityNode, tail: QuantityNode): Node | null {
  const [a, b] = [head.unit.dimensions, tail.unit.dimensions];
  if (a === null || b === null || JSON.stringify(a) !== JSON.stringify(b)) return null;
  const share = numberNode({
    over: tail.unit.factor.over * head.unit.factor.under,
    under: tail.unit.factor.under * head.unit.factor.over,
  });
  return { ...head, value: apply("add", head.value, apply("multiply", tail.value, share)) };
}
