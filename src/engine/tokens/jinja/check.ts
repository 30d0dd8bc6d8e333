import { filterName } from "./expressions.ts";
import { JinjaError } from "./jinja-error.ts";
import type { Node } from "./nodes.ts";

/** A token of a template, as the library's lexer makes them. */
interface JinjaToken {
  readonly type: string;
  readonly value: string;
}

const openings = ["OpenParen", "OpenSquareBracket", "OpenCurlyBracket"];
const closings = ["CloseParen", "CloseSquareBracket", "CloseCurlyBracket"];
/** The operators that begin another comparison. */
const separators = ["and", "or", "if", "elif", "else", "not", "set", "is", ",", "=", ":", "{{", "{%", "%}", "}}"];

/**
 * Refuses comparisons in a chain: `a < b < c`, which the library's parser reads from the left where Python compares neighbours.
 *
 * @throws JinjaError naming it
 */
export function refuseChains(tokens: readonly JinjaToken[]): void {
  const levels: (string | undefined)[] = [undefined]; // by depth of brackets, the comparison seen
  for (const [i, { type, value }] of tokens.entries()) {
    const isIn = type === "Identifier" && value === "in";
    if (openings.includes(type)) levels.push(undefined);
    else if (closings.includes(type)) levels.pop();
    else if (type === "ComparisonBinaryOperator" || (isIn && !isLoopIn(tokens, i))) {
      const before = levels.at(-1);
      if (before !== undefined)
        throw new JinjaError(`a chain of comparisons (${before} ... ${value}) is not supported`);
      levels[levels.length - 1] = value;
    } else if (type !== "StringLiteral" && type !== "Text" && separators.includes(value) && !isNotIn(tokens, i)) {
      levels[levels.length - 1] = undefined;
    }
  }
}

/** The `in` of `{% for a, b in ... %}`. */
function isLoopIn(tokens: readonly JinjaToken[], at: number): boolean {
  const start = tokens.slice(0, at).findLastIndex(({ type }) => type === "OpenStatement");
  const inside = tokens.slice(start + 1, at);
  return inside[0]?.value === "for" && inside.every(({ value }) => value !== "in");
}

const isNotIn = (tokens: readonly JinjaToken[], at: number): boolean =>
  tokens[at]?.value === "not" && tokens[at + 1]?.value === "in";

/** Filters and tests of Python's that are not done here; one that Python lacks as well is an error where it is reached. */
const notDone = {
  filters: [
    "batch",
    "filesizeformat",
    "forceescape",
    "groupby",
    "pprint",
    "random",
    "slice",
    "striptags",
    "truncate",
    "urlencode",
    "urlize",
    "wordwrap",
    "xmlattr",
  ],
  tests: ["escaped", "filter", "test"],
};

/** Characters that the library's lexer takes for white space and Python does not, or the other way round. */
const oddSpaces = "\ufeff\x85\x1c\x1d\x1e\x1f";

/**
 * Refuses a template with white space that the library's lexer would strip and Python would not, or the other way round.
 *
 * @throws JinjaError naming it
 */
export function refuseOddSpaces(source: string): void {
  const odd = [...oddSpaces].find((space) => source.includes(space));
  if (odd === undefined) return;
  throw new JinjaError(
    `the character U+${(odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")} is not supported`,
  );
}

/**
 * Refuses a filter or a test that Python has and this has not, before anything is rendered.
 *
 * @throws JinjaError naming it
 */
export function checkNodes(value: unknown): void {
  if (value instanceof Map) for (const pair of value) checkNodes(pair);
  else if (Array.isArray(value)) for (const item of value) checkNodes(item);
  else if (isNode(value)) {
    checkNode(value);
    checkNodes(Object.values(value));
  }
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function checkNode(node: Node): void {
  if (node.type === "FilterExpression" || node.type === "FilterStatement") {
    const name = filterName(node.filter);
    if (notDone.filters.includes(name)) throw new JinjaError(`the filter "${name}" is not supported`);
  }
  if (node.type === "TestExpression" && notDone.tests.includes(node.test.value)) {
    throw new JinjaError(`the test "${node.test.value}" is not supported`);
  }
}
