import { functionNames } from "./function-names.ts";
import type { Token } from "./token.ts";
import type { Part } from "./tokenize.ts";
import { isUnitWord } from "./units.ts";
import { listed, scaleWords, shortWords } from "./vocabulary.ts";

/** A part of a run of letters and how many letters it takes. */
export interface LetterPart {
  readonly length: number;
  readonly part: Part;
}

const constantWords: Readonly<Record<string, Part>> = {
  pi: { kind: "leaf", node: { kind: "constant", name: "pi" } },
  inf: { kind: "leaf", node: { kind: "constant", name: "infinity" } },
  infty: { kind: "leaf", node: { kind: "constant", name: "infinity" } },
  infinity: { kind: "leaf", node: { kind: "constant", name: "infinity" } },
  oo: { kind: "leaf", node: { kind: "constant", name: "infinity" } },
  theta: { kind: "symbol", name: "theta", isText: false },
  alpha: { kind: "symbol", name: "alpha", isText: false },
  beta: { kind: "symbol", name: "beta", isText: false },
  gamma: { kind: "symbol", name: "gamma", isText: false },
  lambda: { kind: "symbol", name: "lambda", isText: false },
  sqrt: { kind: "command", name: "sqrt" },
  cup: { kind: "operator", name: "union" },
  in: { kind: "relation", name: "in" },
  union: { kind: "operator", name: "union" },
  mod: { kind: "operator", name: "mod" },
  percent: { kind: "operator", name: "%" },
  pct: { kind: "operator", name: "%" },
  degrees: { kind: "operator", name: "degree" },
  degree: { kind: "operator", name: "degree" },
  and: { kind: "separator", name: "and" },
  or: { kind: "separator", name: "or" },
  frac: { kind: "command", name: "frac" },
};

const prefixes = [...functionNames.keys(), "sqrt", "pi"].sort((a, b) => b.length - a.length);

const symbolPart = (name: string, isText: boolean): LetterPart => ({ length: 1, part: letter(name, isText) });

function letter(name: string, isText: boolean): Part {
  if (name === "e" && !isText) return { kind: "leaf", node: { kind: "constant", name: "e" } };
  if (name === "i") return { kind: "leaf", node: { kind: "constant", name: "i" } };
  return { kind: "symbol", name, isText };
}

const word = (text: string): LetterPart => ({ length: text.length, part: { kind: "word", text } });

function named(run: string): Part | null {
  const fn = functionNames.get(run);
  if (fn !== undefined) return { kind: "function", name: fn };
  return constantWords[run] ?? constantWords[run.toLowerCase()] ?? null;
}

/** `sinx`, `2pi`, `xcos`: names inside a short run of letters; null where the run holds none. */
function split(run: string): LetterPart[] | null {
  const parts: LetterPart[] = [];
  let letters = 0;
  for (let i = 0; i < run.length;) {
    const name = prefixes.find((prefix) => run.startsWith(prefix, i));
    const part = name === undefined ? null : named(name);
    if (name !== undefined && part !== null) {
      parts.push({ length: name.length, part });
      i += name.length;
    } else {
      parts.push(symbolPart(run[i] ?? "", false));
      letters++;
      i++;
    }
  }
  return letters < parts.length && letters <= 2 ? parts : null;
}

const isWord = (run: string): boolean => shortWords.has(run.toLowerCase()) || scaleWords.has(run.toLowerCase());

const shortUnits = listed("cm mm km kg ft hr lb oz yd mL ml dL");

/** Units that need no `\text`: not `nm` or `ms`, which are products more often. */
const isPlainUnit = (run: string): boolean => isUnitWord(run) && (run.length > 2 || shortUnits.has(run));

/** Units whose names mean something else in a formula, after a number and before nothing that it would apply to. */
const isUnitHere = (run: string, after: string): boolean =>
  (run === "min" && /^(?:\s?\d|\W*$)/.test(after)) ||
  (run === "sec" && /^\W*$/.test(after)) ||
  (run === "h" && /^\s?\d{1,2}\s?m(?:in)?/.test(after)) ||
  (run === "mi" && /^\s?\/\s?h/.test(after));

const products = listed("am an as at be by do he if is it no of on so to up us my me go we cm ft kg km lb");

/**
 * `e^{at}`, `\frac{at}{2}`: two letters that spell a word, or a unit, are a product of variables where signs of mathematics
 * stand on both sides, at least one of them without a blank between, or a sign of a sum or product.
 */
function isProductHere(text: string, at: number, run: string, isAfterNumber: boolean): boolean {
  if (!products.has(run.toLowerCase()) || (isAfterNumber && isUnitWord(run))) return false;
  const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at + run.length, at + run.length + 3)];
  const opens = /^$|[({[+\-*/^=<>|,\d})]\s?$|[a-z]\s$/.test(before) && !/[A-Za-z]\s?$/.test(before);
  const closes = /^$|^\s?[)}\]+\-*/^=<>|,_\\]/.test(after);
  const isTerm = /^\s?[+*/^]\s?\S/.test(text.slice(at + run.length)) || (/[+*/^]\s?$/.test(before) && after === "");
  const isGlued = /[({[+\-*/^=<>|\d})]$/.test(before) || /^[)}\]+\-*/^=<>|_]/.test(after);
  return opens && closes && (isGlued || isTerm);
}

/** `Bob: 7`, `Max: 5`: a name before its value, and no ratio. */
const isLabel = (run: string, after: string): boolean => after.startsWith(":") && /^(?:[A-Z][a-z]+|max|min)$/.test(run);

/** A run of letters where it stands. */
interface Letters {
  readonly text: string;
  readonly at: number;
  readonly run: string;
  /** In `\text{...}`, where two letters already make a word. */
  readonly isText: boolean;
  readonly isAfterNumber: boolean;
  /** The eight characters behind the run. */
  readonly after: string;
}

/** One reading of a run of letters; undefined where it is another's. */
type Reading = (letters: Letters) => readonly LetterPart[] | undefined;

/** `3 p.m.`: the half of the day, with its stops. */
const halfOfDay: Reading = ({ text, at, run, isAfterNumber }) => {
  if (!isAfterNumber || !/^[ap]m?$/i.test(run) || /^\s?[-+*/^=]/.test(text.slice(at + run.length))) return undefined;
  const [found] = /^[ap]\.?\s?m(?:\b|\.)/i.exec(text.slice(at, at + 5)) ?? [];
  const spoken = found?.toLowerCase().replace(/\W/g, "") ?? "";
  return found === undefined ? undefined : [{ length: found.length, part: { kind: "word", text: spoken } }];
};

const labelOrUnit: Reading = ({ run, isAfterNumber, after }) =>
  isLabel(run, after) || (isAfterNumber && isUnitHere(run, after)) ? [word(run)] : undefined;

/** `3 to 5` */
const ratio: Reading = ({ run, isAfterNumber, after }) =>
  run === "to" && isAfterNumber && /^\W{1,3}\d/.test(after)
    ? [{ length: 2, part: { kind: "operator", name: ":" } }]
    : undefined;

/** `3 x 5`, `1.2x10^5` */
const times: Reading = ({ text, at, run, isAfterNumber }) => {
  const isTimes = text[at - 1] === " " ? /^x\s\d/.test(text.slice(at, at + 3)) : text.startsWith("x10^", at);
  return run === "x" && isAfterNumber && isTimes ? [{ length: 1, part: { kind: "operator", name: "*" } }] : undefined;
};

/** `log2(8)`, `log10(x)` */
const logarithmOfBase: Reading = ({ run, after }) =>
  run === "log" && /^(?:2|10)\(/.test(after)
    ? [
        { length: 3, part: { kind: "function", name: "log" } },
        { length: 0, part: { kind: "operator", name: "_" } },
      ]
    : undefined;

const oneLetter: Reading = ({ run, isText }) => (run.length === 1 ? [symbolPart(run, isText)] : undefined);

/** `in`: inches, or the word, where no set follows. */
const inches: Reading = ({ text, at, run, isText, isAfterNumber }) => {
  const isSetNext = /^\s*(?:[[({]|\\mathbb|\\left|\\\{)/.test(text.slice(at + 2, at + 12));
  return run.toLowerCase() === "in" && (isAfterNumber || isText || !isSetNext) ? [word(run)] : undefined;
};

const unitInText: Reading = ({ run, isText }) => (isText && isUnitWord(run) ? [word(run)] : undefined);

const productHere: Reading = ({ text, at, run, isText, isAfterNumber }) =>
  !isText && isProductHere(text, at, run, isAfterNumber) ? eachLetter(run) : undefined;

const nameOfMathematics: Reading = ({ run, isText, isAfterNumber }) => {
  const name = run === "cup" && (isText || isAfterNumber) ? null : named(run); // `2 cup` measures
  return name === null ? undefined : [{ length: run.length, part: name }];
};

const knownWord: Reading = ({ run, isText }) => (isText || isWord(run) || isPlainUnit(run) ? [word(run)] : undefined);

const namesWithin: Reading = ({ run }) => (run.length <= 8 ? split(run) : null) ?? undefined;

const longWord: Reading = ({ run }) => (run.length >= 4 ? [word(run)] : undefined);

const eachLetter = (run: string): readonly LetterPart[] => [...run].map((char) => symbolPart(char, false));

/** The first that reads a run has it. */
const readings: readonly Reading[] = [
  halfOfDay,
  labelOrUnit,
  ratio,
  times,
  logarithmOfBase,
  oneLetter,
  inches,
  unitInText,
  productHere,
  nameOfMathematics,
  knownWord,
  namesWithin,
  longWord,
];

/**
 * The meaning of a run of letters: a name of mathematics, a word, or a product of variables.
 *
 * @param isText whether the run stands in `\text{...}`, where two letters already make a word
 * @param before the token before, since `in` after a number is a unit and `x` between numbers a times sign
 */
export function readLetters(
  text: string,
  at: number,
  run: string,
  isText: boolean,
  before: Token | undefined,
): readonly LetterPart[] {
  const after = text.slice(at + run.length, at + run.length + 8);
  const letters: Letters = { text, at, run, isText, isAfterNumber: before?.kind === "number", after };
  for (const reading of readings) {
    const parts = reading(letters);
    if (parts !== undefined) return parts;
  }
  return eachLetter(run);
}
