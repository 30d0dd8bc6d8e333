import { contains, type Node, rebuild } from "../parse/node.ts";
import { unknownsOf } from "./expressions.ts";
import { assignmentOf } from "./names.ts";

const renamed = (root: Node, names: ReadonlyMap<string, string>): Node =>
  rebuild(root, (node) => {
    const name = node.kind === "symbol" ? names.get(node.name) : undefined;
    return name === undefined ? node : { kind: "symbol", name };
  });

const parameter = /^[klmnpqjtrs](?:_\d)?$/;
const constant = /^(?:[ABCDKc](?:_?\d)?|k_\d)$/;

/** `Ce^{5x}` beside `ke^{5x}`: a plain k is a constant where the other answer has a C or a K in its place. */
const areExponentialFactors = (a: Node, b: Node, name: string, other: string): boolean =>
  /^(?:k [CcK]|[CcK] k)$/.test(`${name} ${other}`) && hasFactor(a, name) && hasFactor(b, other);

/** Whether a name is only a factor of a power of e: k of `y = ke^{5x}`, not of `e^{kx}` or `kx + e`. */
function hasFactor(root: Node, name: string): boolean {
  const isName = (node: Node): boolean => node.kind === "symbol" && node.name === name;
  const isPower = (node: Node): boolean =>
    node.kind === "apply" &&
    (node.operator === "power"
      ? isE(node.args[0])
      : /^(?:multiply|divide)$/.test(node.operator) && node.args.some(isPower)) &&
    !contains(node, isName);
  const isTerm = (node: Node): boolean =>
    node.kind === "apply" && node.operator === "multiply" && node.args.some(isName) && node.args.some(isPower);
  return (
    contains(root, isTerm) &&
    !contains(root, (node) => node.kind === "apply" && node.operator === "power" && contains(node, isName))
  );
}

const ofIntegration = /^(?:[Cc](?:_?\d)?|[ck]_\d)$/;
const anyLetter = /^(?:[abcdkABCDK](?:_?\d)?|alpha|beta)$/;
/** Whether names stand for constants of integration because the other answer's do: two and more, `a\cos x + b\sin x`, or one that is a whole side, `x^2 + y^2 = k`. */
function isFamily(a: Node, b: Node, own: readonly string[], other: readonly string[]): boolean {
  const isSide = (node: Node, [name]: readonly string[]): boolean =>
    node.kind === "relation" &&
    node.sides.some((item) => item.kind === "symbol" && item.name === name) &&
    unknownsOf(node).length > 2;
  const areNamed =
    (own.every((name) => ofIntegration.test(name)) && other.every((name) => anyLetter.test(name))) ||
    (other.every((name) => ofIntegration.test(name)) && own.every((name) => anyLetter.test(name)));
  return areNamed && (own.length > 1 || (isSide(a, own) && isSide(b, other)));
}

const isE = (node: Node | undefined): boolean => node?.kind === "constant" && node.name === "e";

/** The names that one answer has and the other has not. */
function unmatched(
  a: Node,
  b: Node,
): { readonly own: readonly string[]; readonly other: readonly string[]; readonly shared: number } {
  const [own, other] = [unknownsOf(a), unknownsOf(b)];
  return {
    own: own.filter((name) => !other.includes(name)),
    other: other.filter((name) => !own.includes(name)),
    shared: own.filter((name) => other.includes(name) && !constant.test(name) && !/^(?:angle|triangle)$/.test(name))
      .length,
  };
}

const usesTurns = (node: Node): boolean =>
  contains(
    node,
    (inner) =>
      (inner.kind === "constant" && inner.name === "pi") ||
      (inner.kind === "apply" && inner.operator === "degree") ||
      (inner.kind === "number" && (inner.value.over === 180n || inner.value.over === 360n)),
  );

/** The parameter of a line or a curve, whose points are tuples. */
const ofLine = /^(?:[strukmn]|lambda|mu)$/;
const isPoint = (node: Node): boolean =>
  (node.kind === "group" && (node.open === "(" || node.open === "<") && node.items.length > 1) ||
  node.kind === "matrix";

/** `(x,y,z) = (1,0,2) + t(3,-1,1)` */
const isLine = (node: Node): boolean =>
  node.kind === "relation" &&
  node.sides.length === 2 &&
  node.sides.some(isPoint) &&
  node.sides.every((side) => contains(side, isPoint));

/** The value of `x = ...`, or the values of a list, beside an answer that names nothing. */
const withoutName = (node: Node): Node => {
  if (node.kind === "relation") return assignmentOf(node)?.value ?? node;
  return node.kind === "group" && node.open === "" ? { ...node, items: node.items.map(withoutName) } : node;
};

/** Whether an answer, or a member of the list that it is, has a name. */
const isNamed = (node: Node): boolean =>
  node.kind === "relation" ||
  (node.kind === "group" && node.open === "" && node.items.some((item) => item.kind === "relation"));

/** `x = 4k+1` beside `x = 4n+1`: the values of one unknown by a whole number. */
function areFamilies(a: Node, b: Node): boolean {
  const [x, y] = [a, b].map((node) => (node.kind === "relation" ? assignmentOf(node)?.name : undefined));
  return x?.kind === "symbol" && y?.kind === "symbol" && x.name === y.name && /^[a-hs-z]$/.test(x.name);
}

const maxConstants = 3;

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/**
 * The second answer with the first's names for what anyone may name as they like: a whole-number parameter of turns (`k\pi`, `n\pi`),
 * or the arbitrary constants of a family (`ce^{-2x}`, `C_1 \cos x + C_2 \sin x`). Names that both have mean something and stay.
 *
 * @param saysParameter whether a text says that its parameter is one ("integer", `\in \mathbb{Z}`)
 */
export function freelyRenamed(first: Node, second: Node, saysParameter: boolean): readonly Node[] {
  const [a, b] =
    isNamed(first) === isNamed(second) ? [first, second] : ([first, second].map(withoutName) as [Node, Node]); // map keeps the length
  const { own, other, shared } = unmatched(a, b);
  const [to] = own;
  const [from] = other;
  if (to === undefined || from === undefined || own.length !== other.length) return [];
  if (
    own.length === 1 &&
    (saysParameter ||
      (areFamilies(first, second) && [to, from].every((name) => /^[klmn]$/.test(name))) ||
      ([to, from].every((name) => parameter.test(name)) && usesTurns(a) && usesTurns(b)) ||
      ([to, from].every((name) => ofLine.test(name)) && shared === 0 && isPoint(a) && isPoint(b)) ||
      ([to, from].every((name) => ofLine.test(name)) && isLine(a) && isLine(b)))
  )
    return [renamed(b, new Map([[from, to]]))];
  const areConstants =
    [...own, ...other].every((name) => constant.test(name)) ||
    isFamily(a, b, own, other) ||
    (own.length === 1 && areExponentialFactors(a, b, to, from));
  if (!areConstants || own.length > maxConstants || shared === 0) return [];
  return permutations(own).map((names) => renamed(b, new Map(other.map((name, i) => [name, names[i] ?? name]))));
}

const call = /^([A-Za-z\\]+(?:_\w+)?'{0,3})\((.+)\)$/;

/** The letter under a sequence's: n of `a_n`. */
const index = /^([A-Za-z])_([i-nrst])$/;

/** The arguments in the name of a function's value: x, y of `f(x,y)`, n of `a_n`; null where they are no names. */
function argumentsOf(name: Node): readonly string[] | null {
  const inside = name.kind === "symbol" ? (call.exec(name.name)?.[2] ?? index.exec(name.name)?.[2]) : undefined;
  const names = inside?.split(",") ?? [];
  return names.length > 0 && names.every((argument) => /^\\?[A-Za-z]+$/.test(argument))
    ? names.map((argument) => argument.replace("\\", ""))
    : null;
}

const bound = (value: Node, names: readonly string[]): Node =>
  renamed(value, new Map(names.map((name, i) => [name, `argument ${i}`])));

/** The values of two functions in terms of their arguments, whatever those are called; null where a name has no arguments. */
export function boundValues(
  a: { readonly name: Node; readonly value: Node },
  b: { readonly name: Node; readonly value: Node },
): readonly [Node, Node] | null {
  const [x, y] = [argumentsOf(a.name), argumentsOf(b.name)];
  if (x === null || y === null || x.length !== y.length) return null;
  const [sequence, other] = [a, b].map(({ name }) => (name.kind === "symbol" ? index.exec(name.name)?.[1] : undefined));
  if (sequence !== other) return null;
  return x.every((name, i) => name === y[i]) ? null : [bound(a.value, x), bound(b.value, y)];
}

const basis = ["basisi", "basisj", "basisk"] as const;

/** Whether an expression is a sum of multiples of the unit vectors `\mathbf{i}`, `\mathbf{j}`, `\mathbf{k}`. */
export const usesBasis = (node: Node): boolean =>
  contains(node, (inner) => inner.kind === "symbol" && (basis as readonly string[]).includes(inner.name));

const zero: Node = { kind: "number", value: { over: 0n, under: 1n }, places: 0, significant: 0 };
const one: Node = { kind: "number", value: { over: 1n, under: 1n }, places: 0, significant: 0 };

/** The components of a sum of unit vectors, as a tuple of two or three; plain i, j and k are read as unit vectors too. */
export function componentsByBasis(node: Node, count: number): Node {
  const named = rebuild(node, (inner) => {
    if (inner.kind === "constant" && inner.name === "i") return { kind: "symbol", name: "basisi" };
    return inner.kind === "symbol" && /^[jk]$/.test(inner.name)
      ? { kind: "symbol", name: `basis${inner.name}` }
      : inner;
  });
  const component = (unit: string): Node =>
    rebuild(named, (inner) =>
      inner.kind === "symbol" && /^basis[ijk]$/.test(inner.name) ? (inner.name === unit ? one : zero) : inner,
    );
  return { kind: "group", open: "(", close: ")", items: basis.slice(0, count).map(component), joint: "," };
}
