import { apply, contains, type Node, rebuild } from "../parse/node.ts";

const isDots = (node: Node | undefined): boolean => node?.kind === "symbol" && node.name === "...";

const indexed = /^([A-Za-z]+)_(.+)$/;

/** The terms of a chain of sums, or of products, from left to right. */
function termsOf(node: Node, operator: "add" | "multiply"): Node[] {
  const terms: Node[] = [];
  let rest = node;
  while (rest.kind === "apply" && rest.operator === operator) {
    const [left, right] = rest.args;
    if (left === undefined || right === undefined) break;
    terms.unshift(right);
    rest = left;
  }
  return [rest, ...terms];
}

/** Whether an index follows another by one step: 2 after 1, `k-1` after `k`. */
const follows = (later: string, earlier: string): boolean =>
  /^\d{1,9}$/.test(later) && /^\d{1,9}$/.test(earlier)
    ? Math.abs(Number(later) - Number(earlier)) === 1
    : later === `${earlier}-1` || later === `${earlier}+1`;

const indexOf = (term: Node | undefined): string =>
  term?.kind === "symbol" ? (indexed.exec(term.name)?.[2] ?? "") : "";

/** `a_1 + a_2 + \cdots + a_n` from the last term on: one name for the whole run, whichever way it is written; null where it is none. */
function withRunNamed(node: Node, operator: "add" | "multiply"): Node | null {
  const [left, last] = node.kind === "apply" ? node.args : [];
  const [before, dots] = left?.kind === "apply" && left.operator === operator ? left.args : [];
  if (before === undefined || !isDots(dots) || last?.kind !== "symbol") return null;
  const [, letter = "", end = ""] = indexed.exec(last.name) ?? [];
  const terms = termsOf(before, operator);
  const isOfRun = (term: Node): boolean => term.kind === "symbol" && indexed.exec(term.name)?.[1] === letter;
  const start = terms.findLastIndex((term) => !isOfRun(term)) + 1;
  const first = terms[start];
  if (letter === "" || first?.kind !== "symbol") return null;
  const shown = terms.slice(start).map(indexOf);
  if (shown.some((index, i) => i > 0 && !follows(index, shown[i - 1] ?? ""))) return null;
  const ends = [indexOf(first), end].sort();
  const run: Node = { kind: "symbol", name: `${letter}_${ends.join("...")}${operator}` };
  const [head, ...others] = terms.slice(0, start);
  return head === undefined
    ? run
    : apply(
        operator,
        others.reduce((sum, term) => apply(operator, sum, term), head),
        run,
      );
}

/** The tree with one name for each sum or product of indexed terms that dots shorten, so that two ways to write one are the same. */
export function withRunsNamed(root: Node): Node {
  if (!contains(root, isDots)) return root;
  return rebuild(root, (node) => {
    const isChain = node.kind === "apply" && (node.operator === "add" || node.operator === "multiply");
    return isChain ? (withRunNamed(node, node.operator === "add" ? "add" : "multiply") ?? node) : node;
  });
}
