/**
 * `npm run grade:fuzz [-- COUNT SEED]`: makes COUNT random answers (default 1,000,000) from a grammar of LaTeX and plain notation, damaged
 * at random, and compares them in pairs, in both orders, and grades texts as chat models write them with such answers in them. Stops with exit code 1 at the first crash, answer that takes over 100 ms, or asymmetry.
 */
import { equivalent, grade, type Verdict } from "../src/grade/index.ts";

const pairs = Number(process.argv[2] ?? 1_000_000) / 2;
const maxMs = 100;
let state = Number(process.argv[3] ?? 20_240_718) >>> 0;

/** A whole number in [0, bound): xorshift, so that a seed names its inputs. */
function below(bound: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state % bound;
}

const pick = <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0];

const terminals: readonly [string, ...string[]] = [
  "0",
  ..."0123456789xynabckeiCE+-*/^_!%=<>()[]{}|,;:.'$&~ ",
  "\\frac",
  "\\dfrac12",
  "\\sqrt",
  "\\sqrt[3]",
  "\\pi",
  "\\infty",
  "\\cdot",
  "\\times",
  "\\div",
  "\\pm",
  "\\mp",
  "\\le",
  "\\ge",
  "\\ne",
  "\\in",
  "\\cup",
  "\\cap",
  "\\setminus",
  "\\mathbb{R}",
  "\\left(",
  "\\right)",
  "\\left[",
  "\\right]",
  "\\{",
  "\\}",
  "\\sin",
  "\\cos^2",
  "\\log_2",
  "\\ln",
  "\\text{",
  "\\text{ cm}",
  "\\mbox{ and }",
  "\\%",
  "\\$",
  "^\\circ",
  "\\circ",
  "\\overline{",
  "\\binom{5}{2}",
  "\\sum_{k=1}^{n}",
  "\\prod_{k=1}^{5}",
  "\\lfloor",
  "\\rfloor",
  "\\begin{pmatrix}",
  "\\end{pmatrix}",
  "\\begin{cases}",
  "\\end{cases}",
  "\\\\",
  "\\,",
  "\\!",
  "\\mid",
  "\\boxed{",
  "\\ldots",
  "\\approx",
  "1,234",
  "0.333",
  "3.14",
  "1e9",
  "9^9^9^9",
  "4210_{7}",
  " or ",
  " and ",
  " apples",
  " square feet",
  "12:30 pm",
  "√",
  "½",
  "²",
  "°",
  "−",
  "×",
  "≤",
  "∪",
  "π",
  "\n",
  "\t",
  "sqrt(",
  "sin(",
  "pi",
  "mod",
  "(A)",
  "**",
  "####",
  "\\int",
  "\\lim",
  "\\over",
  "\\choose",
  "\\pmod{7}",
  "\\mathrm{e}",
  "\\circ C",
  "cis",
  "A_5^3",
  "C(10,3)",
  "2.0001",
  " base 7",
  " min",
  " to ",
  " only",
  "(or 0.5)",
  "March 5",
  "Bob: ",
  "'",
  '"',
  "€",
  "①",
];

/** Well-formed mathematics of bounded depth. */
function grown(depth: number): string {
  if (depth === 0)
    return pick([
      "x",
      "n",
      "y",
      String(below(1000)),
      `${below(100)}.${below(1000)}`,
      "\\pi",
      "i",
      "\\sqrt{2}",
      "\\infty",
      "C",
    ]);
  const part = (): string => grown(depth - 1);
  switch (below(18)) {
    case 0:
      return `\\frac{${part()}}{${part()}}`;
    case 1:
      return `${part()}+${part()}`;
    case 2:
      return `${part()}-${part()}`;
    case 3:
      return `${part()} \\cdot ${part()}`;
    case 4:
      return `(${part()})^{${part()}}`;
    case 5:
      return `\\sqrt{${part()}}`;
    case 6:
      return `\\${pick(["sin", "cos", "tan", "ln", "log", "exp", "arctan", "sec"])}(${part()})`;
    case 7:
      return `(${part()}, ${part()})`;
    case 8:
      return `\\{${part()}, ${part()}, ${part()}\\}`;
    case 9:
      return `${pick(["(", "["])}${part()}, ${part()}${pick([")", "]"])} \\cup (${part()}, \\infty)`;
    case 10:
      return `${part()}${pick(["=", "<", ">", "\\le ", "\\ne ", "\\in "])}${part()}`;
    case 11:
      return `${part()}, ${part()}`;
    case 12:
      return `\\begin{pmatrix}${part()}&${part()}\\\\${part()}&${part()}\\end{pmatrix}`;
    case 13:
      return `${part()}${pick(["!", "\\%", "^\\circ", " cm", "\\text{ apples}", " \\text{ or } x=2"])}`;
    case 14:
      return `\\sum_{k=1}^{${part()}} ${part()}`;
    case 15:
      return `|${part()}|`;
    case 16:
      return `${part()}${part()}`;
    default:
      return `${part()} \\pm ${part()}`;
  }
}

const noise = (length: number): string => Array.from({ length }, () => pick(terminals)).join("");

/** Cuts, repeats, swaps or inserts at random places. */
function damaged(text: string): string {
  let result = text;
  for (let times = 1 + below(3); times > 0; times--) {
    const [at, length] = [below(result.length + 1), 1 + below(6)];
    const slice = result.slice(at, at + length);
    const change = [
      () => "",
      () => slice.repeat(1 + below(12)),
      () => noise(1 + below(3)),
      () => [...slice].reverse().join(""),
    ];
    result = result.slice(0, at) + (change[below(4)]?.() ?? "") + result.slice(at + length);
  }
  return result;
}

function nextPair(): readonly [string, string] {
  const base = below(4) === 0 ? noise(1 + below(24)) : grown(1 + below(4));
  switch (below(4)) {
    case 0:
      return [base, damaged(base)];
    case 1:
      return [damaged(base), damaged(base)];
    case 2:
      return [base, grown(1 + below(4))];
    default:
      return [base, base.replaceAll("+", " + ").replaceAll("\\frac", "\\dfrac")];
  }
}

const sentences: readonly [string, ...string[]] = [
  "The answer is ",
  "the answer is not ",
  "Final Answer: ",
  "**Answer:** ",
  "\n#### ",
  "<answer>",
  "</answer>",
  "<think>",
  "</think>",
  "<|endoftext|>",
  "\\boxed{",
  "}",
  " and ",
  " or ",
  ". Wait, that's wrong. ",
  "\n\nQuestion: ",
  "答案是",
  "La respuesta es ",
  "Ответ: ",
  "```\n",
  '{"answer": ',
  "| Answer | ",
  " |\n",
  "option (B) is correct. ",
  "So they have 40 + 23 = 63 trees after 7 days. ",
  " because ",
  ", not ",
  "- ",
  "\n",
  ". ",
  "$",
  "**",
  "６３",
  "Tom says ",
  "I cannot determine ",
  "we need to add ",
  ", I mean ",
  "If we forgot 2, the answer would be ",
  "between 3 and 5 ",
  "less than ",
  "- Given: ",
  "A) 5 B) 6 ",
  "x = 3 and y = 4 ",
  "a and b are 3 and 8, respectively",
  "答えは30ではなく",
  "Después de 3 días quedan ",
  "March 5, 2024 ",
  "\\begin{align} x &= 1 \\\\ ",
  "\u200b",
  "\f",
];

/** An attempt as a chat model might write it, with answers from the grammar in it. */
const attempt = (): string =>
  Array.from({ length: 1 + below(12) }, () => (below(3) === 0 ? grown(1 + below(2)) : pick(sentences))).join("");

/** Grades a text, and the same after more in a thought: the verdict must not change. */
function gradeText(gold: string): number {
  const prediction = attempt();
  let outcome = "";
  const ms = processorMs(() => (outcome = grade({ gold, prediction }).outcome));
  if (!/<\/?think>|endoftext|Question/.test(prediction)) {
    const after = grade({
      gold,
      prediction: `<think>${attempt().replaceAll(/<[^>]*>/g, "")}</think>${prediction}`,
    }).outcome;
    if (after !== outcome) throw new Error(`a thought changes ${outcome} to ${after}: ${JSON.stringify(prediction)}`);
  }
  if (!/<[/|a-z]|endoftext|Question|答案|```/.test(prediction)) checkLaws(prediction);
  return ms;
}

/** What stands before the last explicit answer changes nothing, and to deny a value never makes it count. */
function checkLaws(before: string): void {
  const right = grade({ gold: "63", prediction: `${before}\n\nThe answer is 63.` }).outcome;
  if (right !== "correct") throw new Error(`what stands before makes it ${right}: ${JSON.stringify(before)}`);
  const denied = grade({ gold: "77", prediction: `${before}\n\nThe answer is not 77.` }).outcome;
  const alone = grade({ gold: "77", prediction: before }).outcome;
  if (denied === "correct" && alone !== "correct") throw new Error(`a denial counts: ${JSON.stringify(before)}`);
}

/** Milliseconds of our own thread, so that another process's turn is not counted as ours; of three runs where the first is slow. */
function processorMs(run: () => void): number {
  const once = (): number => {
    const before = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  const first = once();
  return first <= maxMs ? first : Math.min(first, once(), once());
}

const verdicts = { equal: 0, different: 0, unknown: 0 };
let slowest = 0;
const start = performance.now();
for (let i = 0; i < pairs; i++) {
  if (i > 0 && i % 10_000 === 0) console.error(`${2 * i} inputs, slowest ${slowest.toFixed(1)} ms`);
  const [a, b] = nextPair();
  try {
    let verdict: Verdict = "unknown";
    const ms = processorMs(() => (verdict = equivalent(a, b)));
    const back = equivalent(b, a);
    slowest = Math.max(slowest, gradeText(a));
    verdicts[verdict]++;
    slowest = Math.max(slowest, ms);
    if (ms > maxMs) throw new Error(`took ${ms.toFixed(0)} ms`);
    if (verdict !== back) throw new Error(`asymmetric: ${verdict} and ${back}`);
  } catch (error) {
    console.error(`input ${i}: ${String(error)}\n${JSON.stringify([a, b])}`);
    process.exit(1);
  }
}
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(
  `${2 * pairs} inputs in ${seconds} s: ${JSON.stringify(verdicts)}, slowest ${slowest.toFixed(1)} ms, no crash, no asymmetry`,
);
