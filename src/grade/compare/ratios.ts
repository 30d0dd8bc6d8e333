import { apply, type Node, type RatioNode } from "../parse/node.ts";
import type { CompareNodes } from "./structures.ts";
import { allOf, type Comparison, type Verdict } from "./verdict.ts";

/** Two ratios, or one beside the quotient it stands for. */
export function compareRatios(a: Node, b: Node, compareNodes: CompareNodes, comparison: Comparison): Verdict {
  if (a.kind === "ratio" && b.kind === "ratio") return compareTwoRatios(a, b, compareNodes, comparison);
  const quotient = (node: Node): Node | null => {
    if (node.kind !== "ratio") return node;
    const [over, under] = node.parts;
    const isZero = under?.kind === "number" && under.value.over === 0n;
    if (node.parts.length !== 2 || over === undefined || under === undefined || isZero) return null;
    return apply("divide", over, under);
  };
  const [x, y] = [quotient(a), quotient(b)];
  return x === null || y === null ? "different" : compareNodes(x, y, comparison);
}

/** Ratios by cross-multiplication, unless both are times. */
function compareTwoRatios(a: RatioNode, b: RatioNode, compareNodes: CompareNodes, comparison: Comparison): Verdict {
  if (a.clockSeconds !== undefined && b.clockSeconds !== undefined) return compareClocks(a, b);
  const [firstA, firstB] = [a.parts[0], b.parts[0]];
  if (a.parts.length !== b.parts.length || firstA === undefined || firstB === undefined) return "different";
  return allOf(
    a.parts.slice(1).map((part, i) => {
      const other = b.parts[i + 1] ?? firstB;
      return compareNodes(apply("multiply", part, firstB), apply("multiply", other, firstA), comparison);
    }),
  );
}

const halfDaySeconds = 12 * 3600;

/** Times of the day; one without "a.m." or "p.m." may mean either half beside one that says which. */
function compareClocks(a: RatioNode, b: RatioNode): Verdict {
  const [x, y] = [a.clockSeconds ?? 0, b.clockSeconds ?? 0];
  const isVague = a.isHalfDayKnown === true ? isEitherHalf(b) : b.isHalfDayKnown === true && isEitherHalf(a);
  return x === y || (isVague && x % halfDaySeconds === y % halfDaySeconds) ? "equal" : "different";
}

/** `5:00` may be either half's, `17:00` is the second's. */
const isEitherHalf = ({ isHalfDayKnown = false, clockSeconds = 0 }: RatioNode): boolean =>
  !isHalfDayKnown && clockSeconds < halfDaySeconds + 3600;
