/** A node of a parsed template, as far as it is looked into. */
type Node = Record<string, unknown>;

/** What `str.strip` removes where it is not told; JavaScript's `trim` has U+FEFF and lacks U+0085 and the separators. */
const PYTHON_SPACES =
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

/** What a rewritten template calls, by name: give them to it as variables. */
export const PYTHON_FUNCTIONS = {
  python_strip: (text: unknown, characters?: unknown) => strip(text, characters, { start: true, end: true }),
  python_lstrip: (text: unknown, characters?: unknown) => strip(text, characters, { start: true, end: false }),
  python_rstrip: (text: unknown, characters?: unknown) => strip(text, characters, { start: false, end: true }),
};

/**
 * Rewrites a parsed template, in place, where the jinja library for JavaScript does something else than Python's: `strip`,
 * `lstrip`, `rstrip` and `trim` remove the characters that they are given (the library ignores them), and by default those
 * that Python removes.
 *
 * @param renamed further names to be replaced, such as those of functions that the library does not let go of
 */
export function likePython(node: unknown, renamed: ReadonlyMap<string, string>): void {
  if (Array.isArray(node)) for (const item of node) likePython(item, renamed);
  if (!isNode(node)) return;
  for (const child of Object.values(node)) likePython(child, renamed);
  if (node["type"] === "Identifier") node["value"] = renamed.get(String(node["value"])) ?? node["value"];
  if (node["type"] === "CallExpression") rewriteCall(node);
  if (node["type"] === "FilterExpression") rewriteFilter(node);
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "type" in value;

const nameOf = (node: unknown): unknown => (isNode(node) && node["type"] === "Identifier" ? node["value"] : undefined);
const argumentsOf = (node: Node): readonly unknown[] => (Array.isArray(node["args"]) ? node["args"] : []);

/** `text.strip(characters)` becomes `python_strip(text, characters)`. */
function rewriteCall(node: Node): void {
  const { callee } = node;
  if (!isNode(callee) || callee["type"] !== "MemberExpression" || callee["computed"] === true) return;
  const name = `python_${String(nameOf(callee["property"]))}`;
  if (!(name in PYTHON_FUNCTIONS)) return;
  node["args"] = [callee["object"], ...argumentsOf(node)];
  node["callee"] = { type: "Identifier", value: name };
}

/** `text | trim` becomes `python_strip(text)`. */
function rewriteFilter(node: Node): void {
  const { filter, operand } = node;
  const isCall = isNode(filter) && filter["type"] === "CallExpression";
  if (nameOf(isCall ? filter["callee"] : filter) !== "trim") return;
  node["type"] = "CallExpression";
  node["args"] = [operand, ...(isCall ? argumentsOf(filter) : [])];
  node["callee"] = { type: "Identifier", value: "python_strip" };
}

function strip(text: unknown, characters: unknown, sides: { readonly start: boolean; readonly end: boolean }): string {
  if (typeof text !== "string") throw new TypeError(`strip must be given a text, got ${String(text)}`);
  const removed = new Set(typeof characters === "string" ? characters : PYTHON_SPACES);
  const all = [...text];
  let [from, to] = [0, all.length];
  while (sides.start && from < to && removed.has(all[from] ?? "")) from++;
  while (sides.end && to > from && removed.has(all[to - 1] ?? "")) to--;
  return all.slice(from, to).join("");
}
