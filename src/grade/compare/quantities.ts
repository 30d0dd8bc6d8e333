import { apply, type Node, numberNode, type QuantityNode } from "../parse/node.ts";
import { isUnitWord, unitOf } from "../parse/units.ts";
import type { CompareNodes } from "./structures.ts";
import type { Comparison, Verdict } from "./verdict.ts";

const sameDimensions = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, power]) => b[name] === power);

/** Values in the same unit, in units that convert, or with a unit on one side only. */
export function compareQuantities(a: Node, b: Node, compareNodes: CompareNodes, comparison: Comparison): Verdict {
  const [left, right] = [asQuantity(a), asQuantity(b)];
  const [x, y] = [left?.unit.dimensions ?? null, right?.unit.dimensions ?? null];
  if (left !== null && right !== null && x !== null && y !== null) {
    return sameDimensions(x, y) ? compareNodes(converted(left), converted(right), comparison) : "different";
  }
  if (operatorOf(left) !== operatorOf(right)) return "different";
  const valueOf = (node: Node): Node => (node.kind === "quantity" ? node.value : node);
  return compareNodes(valueOf(a), valueOf(b), comparison);
}

/** Words that change a number's value, so that they are not what is counted: "12 cubed", "12 thirds", "12 below zero". */
const operators =
  /^(?:divided|multiplied|added|subtracted|squared|cubed|factorial|doubled|tripled|halved|negated|raised|choose|modulo|to the|half|halves|(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|twentieth|hundredth|thousandth|millionth)s?|tens|dozens?|scores?|gross|hundreds|thousands|millions|billions|(?:degrees? )?(?:below|under) (?:zero|freezing)|(?:plus|minus|point|out of|less than|over|and)(?= -?\d| (?:one|two|three|four|five|six|seven|eight|nine|ten)\b))(?![a-z])/i;

/** The operator that a quantity's unit really is, or nothing. */
const operatorOf = (quantity: QuantityNode | null): string =>
  quantity === null || quantity.unit.dimensions !== null ? "" : (operators.exec(quantity.unit.name)?.[0] ?? "");

/** Beside a quantity a product with units' letters, such as `100 g` or `10 m/s`, is one too. */
function asQuantity(node: Node): QuantityNode | null {
  if (node.kind === "quantity") return node;
  if (node.kind !== "apply") return null;
  const [left, right] = node.args;
  if (left === undefined || right === undefined) return null;
  const words = unitLetters(right);
  if (words === null) return null;
  if (node.operator === "multiply") return { kind: "quantity", value: left, unit: unitOf(words) };
  const inner = node.operator === "divide" ? asQuantity(left) : null;
  return inner === null || left.kind === "quantity"
    ? null
    : { ...inner, unit: unitOf([...inner.unit.name.split(" "), "/", ...words]) };
}

/** `s` and `s^2` as words of a unit. */
function unitLetters(node: Node): string[] | null {
  if (node.kind === "symbol") return isUnitWord(node.name) ? [node.name] : null;
  const [base, exponent] = node.kind === "apply" && node.operator === "power" ? node.args : [];
  if (base?.kind !== "symbol" || exponent?.kind !== "number" || !isUnitWord(base.name)) return null;
  return [base.name, `^${exponent.value.over}`];
}

function converted({ value, unit }: QuantityNode): Node {
  return unit.factor.over === unit.factor.under ? value : apply("multiply", value, numberNode(unit.factor));
}
