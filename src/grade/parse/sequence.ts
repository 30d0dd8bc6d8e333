import { order } from "../numbers/rational.ts";
import { type Item, splitAt } from "./item.ts";
import { apply, type GroupNode, type Node, type Relation } from "./node.ts";
import { ParseFailure } from "./parse-failure.ts";
import { isRange } from "./ranges.ts";
import { parseSide, type SideContext, sumOfQuantities } from "./side.ts";
import type { Bracket } from "./token.ts";
import { introductions } from "./vocabulary.ts";

const isSeparator = (item: Item): boolean =>
  item.kind === "separator" && (item.name === "," || item.name === "and" || item.name === "or" || item.name === "row");

const isMid = (item: Item): boolean => item.kind === "separator" && item.name === "mid";

/** The name that an answer such as `\ge 5` leaves out. */
const unsaid: Node = { kind: "symbol", name: "x" };

/** `l: x + y = 0` without the name that its curve is given. */
function withoutCurveName(items: readonly Item[]): readonly Item[] {
  const [name, colon, ...rest] = items;
  const isNamed = name?.kind === "symbol" && colon?.kind === "operator" && colon.name === ":";
  return isNamed && rest.some((item) => item.kind === "relation") ? rest : items;
}

function parseRelations(all: readonly Item[], context: SideContext): Node {
  const items = withoutCurveName(all);
  const relations: Relation[] = [];
  for (const item of items) if (item.kind === "relation") relations.push(item.name);
  const parts = splitAt(items, (item) => item.kind === "relation");
  if (relations.length === 0) return parseSide(items, context);
  const isHalfSaid = parts[0]?.length === 0 && relations.every((relation) => /^(?:[<>]=?|!=)$/.test(relation));
  if (isHalfSaid)
    return { kind: "relation", relations, sides: [unsaid, ...parts.slice(1).map((part) => parseSide(part, context))] };
  // A leading sign as in `= 5` or `\approx 8.24` says nothing of its own.
  const [firstRelation] = relations;
  if (parts[0]?.length === 0 && relations.length === 1 && (firstRelation === "=" || firstRelation === "~")) {
    return parseSide(parts[1] ?? [], context);
  }
  const [name = [], ...rest] = parts;
  return {
    kind: "relation",
    relations,
    sides: [parseName(name, context), ...rest.map((part) => parseSide(part, context))],
  };
}

/** The first side of a relation; where it cannot be read (an integral, a limit), it still names the value beside it. */
function parseName(part: readonly Item[], context: SideContext): Node {
  const defined = definedValue(part, context);
  if (defined !== null) return defined;
  try {
    return parseSide(part, context);
  } catch (error) {
    if (!(error instanceof ParseFailure) || part.length === 0) throw error;
    return { kind: "prose", text: context.text.slice(part[0]?.start ?? 0, part.at(-1)?.end ?? 0) };
  }
}

/** `x(t) = ...` defines a function, whatever its letter: on the left of a relation a name before names in brackets is not a product. */
function definedValue(part: readonly Item[], { text }: SideContext): Node | null {
  const [head, argument] = part;
  if (part.length !== 2 || head?.kind !== "symbol" || argument?.kind !== "parsed" || argument.bracket !== "(")
    return null;
  const members = argument.node.kind === "group" ? argument.node.items : [argument.node];
  const areNames = members.every(
    (member) => member.kind === "symbol" && member.name !== head.name && member.name.length === 1,
  );
  const isLetter = /^[A-Za-z](?:_\w+)?'{0,3}$|^accent\([A-Za-z]\)$/.test(head.name);
  return areNames && isLetter
    ? { kind: "symbol", name: head.name + text.slice(head.end, argument.end).replace(/\s/g, "") }
    : null;
}

/** "for all n" and the like after an answer say where it holds, not what it is. */
function isClauseStart(item: Item, next: Item | undefined): boolean {
  if (item.kind !== "word" || item.text.toLowerCase() !== "for") return false;
  return next?.kind !== "word" || /^(?:all|any|every|each|some|positive|integers?|natural|real)$/i.test(next.text);
}

function withoutClause(part: readonly Item[]): readonly Item[] {
  const at = part.findIndex((item, i) => i > 0 && isClauseStart(item, part[i + 1]));
  return at < 0 ? part : part.slice(0, at);
}

/** "Therefore," and the like before the answer itself. */
const isIntroduction = (part: readonly Item[]): boolean =>
  part.every((item) => item.kind === "word" && introductions.has(item.text.toLowerCase()));

/** The members of a group, or of the whole answer, between their separators. */
export function parseMembers(
  items: readonly Item[],
  context: SideContext,
): { nodes: Node[]; joint: GroupNode["joint"] } {
  const names = new Set(items.flatMap((item) => (item.kind === "separator" ? [item.name] : [])));
  const joint = names.has("or") ? "or" : names.has("and") ? "and" : ",";
  const parts = splitAt(items, isSeparator).filter((part) => part.length > 0 && !isIntroduction(part));
  return { nodes: parts.map((part) => parseRelations(withoutClause(part), context)), joint };
}

/** `2n - 1, n \in \mathbb{Z}` without what its last member says of the unknown. */
function withoutRange(nodes: readonly Node[]): readonly Node[] {
  const last = nodes.at(-1);
  return nodes.length > 1 && last !== undefined && isRange(last) ? nodes.slice(0, -1) : nodes;
}

/** `x \ne 1, 2` excludes both. */
function withExclusions(nodes: readonly Node[]): readonly Node[] {
  const [first, ...rest] = nodes;
  const isExclusion = first?.kind === "relation" && first.relations.length === 1 && first.relations[0] === "!=";
  if (!isExclusion || rest.some((node) => node.kind === "relation" || node.kind === "prose")) return nodes;
  const [name] = first.sides;
  return name === undefined ? nodes : [first, ...rest.map((node): Node => ({ ...first, sides: [name, node] }))];
}

/** The whole answer, or what stands between braces that are not seen. */
export function parseSequence(items: readonly Item[], context: SideContext): Node {
  const { nodes: all, joint } = parseMembers(items, context);
  const nodes = withExclusions(withoutRange(all));
  const [first] = nodes;
  if (first === undefined) throw new ParseFailure("nothing to read");
  if (nodes.length === 1) return first;
  const sum = joint === "and" ? compoundOf(nodes) : null;
  return sum ?? { kind: "group", open: "", close: "", items: nodes, joint };
}

/** `3 hours and 20 minutes`: quantities of one kind, from the larger unit to the smaller. */
function compoundOf(nodes: readonly Node[]): Node | null {
  const [head, tail] = nodes;
  if (nodes.length !== 2 || head?.kind !== "quantity" || tail?.kind !== "quantity") return null;
  return order(head.unit.factor, tail.unit.factor) > 0 ? sumOfQuantities(head, tail) : null;
}

const visible: Readonly<Partial<Record<Bracket, readonly [GroupNode["open"], GroupNode["close"]]>>> = {
  "(": ["(", ")"],
  "[": ["[", "]"],
  "{": ["{", "}"],
  "<": ["<", ">"],
};

/** A group's node, once all inside it is parsed; round brackets around one thing vanish. */
export function parseGroup(items: readonly Item[], open: Bracket, close: Bracket, context: SideContext): Node {
  if (open === "|") return apply("absolute", parseSequence(items, context));
  if (open === "floor" || open === "ceiling") return apply(open, parseSequence(items, context));
  if (open === "matrix" || open === "cases") return parseRows(items, open, context);
  if (open === "brace") return parseBrace(items, context);
  if (open === "{") return parseSet(items, context);
  const { nodes, joint } = parseMembers(items, context);
  const [first] = nodes;
  if (first === undefined) throw new ParseFailure("empty brackets");
  if (nodes.length === 1 && open === close && (open === "(" || first.kind !== "group")) return first;
  return { kind: "group", open: visible[open]?.[0] ?? "", close: visible[close]?.[1] ?? "", items: nodes, joint };
}

/** LaTeX's braces are not seen, except that plain text writes sets with them. */
function parseBrace(items: readonly Item[], context: SideContext): Node {
  if (items.length === 0) return { kind: "constant", name: "empty" };
  const node = parseSequence(items, context);
  return node.kind === "group" && node.open === "" ? { ...node, open: "{", close: "}" } : node;
}

/** A set by its members, or by a condition: `\{x \mid x > 2\}` is what the condition says, `\{3m \mid m \in \mathbb{Z}\}` its expression. */
function parseSet(items: readonly Item[], context: SideContext): Node {
  const isBar = (item: Item): boolean => isMid(item) || (item.kind === "operator" && item.name === ":");
  const hasRelation = items.some((item) => item.kind === "relation");
  if (hasRelation && items.some(isBar)) {
    const [member = [], ...conditions] = splitAt(items, isBar);
    const condition = parseSequence(conditions.flat(), context);
    const hasName = member.length <= 1 || member.some((item) => item.kind === "relation") || member.some(isSeparator);
    if (hasName) return condition;
    const expression = parseSide(member, context);
    return isRange(condition)
      ? expression
      : { kind: "group", open: "(", close: ")", items: [expression, condition], joint: "," };
  }
  const { nodes, joint } = items.length === 0 ? { nodes: [], joint: "," as const } : parseMembers(items, context);
  const [only] = nodes;
  if (only === undefined) return { kind: "constant", name: "empty" };
  if (nodes.length === 1 && only.kind === "group" && only.items.every((item) => item.kind === "relation")) return only;
  return { kind: "group", open: "{", close: "}", items: nodes, joint };
}

function parseRows(items: readonly Item[], open: "matrix" | "cases", context: SideContext): Node {
  const rows = splitAt(items, (item) => item.kind === "separator" && item.name === "row").filter(
    (row) => row.length > 0,
  );
  if (open === "cases") {
    const chain = chainOf(rows);
    if (chain !== null) return parseSequence(chain, context);
    return { kind: "group", open: "", close: "", items: rows.map((row) => parseCase(row, context)), joint: "and" };
  }
  const cells = rows.map((row) => splitAt(row, (item) => item.kind === "separator" && item.name === "&"));
  const nodes = cells.map((row) => row.map((cell) => parseSequence(cell, context)));
  const entries = nodes.flat();
  if (entries.every((entry) => entry.kind === "relation"))
    return { kind: "group", open: "", close: "", items: entries, joint: "and" };
  if (nodes.some((row) => row.length !== nodes[0]?.length)) throw new ParseFailure("rows of different lengths");
  return { kind: "matrix", rows: nodes };
}

/** The rows of a calculation, each of which but the first begins with a relation, as the one chain that they are; null for others. */
function chainOf(rows: readonly (readonly Item[])[]): readonly Item[] | null {
  const cells = rows.map((row) => row.filter((item) => !(item.kind === "separator" && item.name === "&")));
  const goesOn = cells.slice(1).every((row) => row[0]?.kind === "relation");
  return cells.length > 1 && goesOn ? cells.flat() : null;
}

/** A row of `cases`: a value with its condition as a pair, or an equation aligned at its sign. */
function parseCase(row: readonly Item[], context: SideContext): Node {
  const isMark = (item: Item): boolean => item.kind === "separator" && item.name === "&";
  const cells = splitAt(row, isMark);
  const isAligned = cells.some(
    (cell, i) => cell.at(-1)?.kind === "relation" || (i > 0 && cell[0]?.kind === "relation"),
  );
  const unmarked = row.filter((item) => !isMark(item));
  if (cells.length === 1 || isAligned) return parseSequence(unmarked, context);
  const filled = cells.filter((cell) => cell.length > 0).map((cell) => parseSequence(cell, context));
  return { kind: "group", open: "(", close: ")", items: filled, joint: "," };
}
