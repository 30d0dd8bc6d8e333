/** The text between a call's brackets: up to one more pair inside, and of bounded length. */
const inner = String.raw`(?:[^(),]|\([^()]{0,80}\)){1,120}?`;
const call = (name: string, count: number): RegExp =>
  new RegExp(
    String.raw`\b${name}\(\s?${Array.from({ length: count }, () => `(${inner})`).join(String.raw`,\s?`)}\s?\)`,
    "g",
  );

const calls: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Mutable|Immutable)?(?:Dense)?Matrix(?=\()/g, ""], // a matrix is the list of its rows
  [call(String.raw`Interval\.open`, 2), "($1, $2)"],
  [call(String.raw`Interval\.Lopen`, 2), "($1, $2]"],
  [call(String.raw`Interval\.Ropen`, 2), "[$1, $2)"],
  [call("Interval", 2), "[$1, $2]"],
  [call("Rational", 2), "($1)/($2)"],
  [call("Eq", 2), "$1 = $2"],
  [call("Ne", 2), "$1 \\ne $2"],
  [/\bFiniteSet\(([^(){}]{1,200})\)/g, "\\{$1\\}"],
  [/\s?&&?\s?(?=[^&]{0,200}[<>=])/g, " \\land "],
  [/(?<=\))\s\|\s(?=\()/g, " \\lor "],
  [/^Reals$/, "\\mathbb{R}"],
  [/^EmptySet$/, "\\emptyset"],
];

/** `Union(A, B)` as A \cup B, where its members are in brackets of any kind. */
const withUnion = (text: string): string => {
  const members = /^Union\((.{1,400})\)$/.exec(text)?.[1];
  return members === undefined ? text : members.replace(/(?<=[)\]}]),\s?/g, " \\cup ");
};

/** Plain text of computer algebra systems in the notation of LaTeX: `Interval.open(1, 2)`, `Eq(x, 2)`, `(x > 2) & (x < 3)`. */
export function withoutCalls(text: string): string {
  if (!/[A-Z][a-z]|[&|]/.test(text) || text.includes("\\begin")) return text;
  return withUnion(calls.reduce((result, [pattern, meaning]) => result.replace(pattern, meaning), text));
}
