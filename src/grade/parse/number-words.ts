const below20 =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const tens = "twenty thirty forty fifty sixty seventy eighty ninety";

const wholeNumbers: ReadonlyMap<string, number> = new Map([
  ...below20.split(" ").map((word, n): [string, number] => [word, n]),
  ...tens
    .split(" ")
    .flatMap((ten, n): [string, number][] => [
      [ten, 20 + 10 * n],
      ...below20
        .split(" ")
        .flatMap((unit, k): [string, number][] => (k > 0 && k < 10 ? [[`${ten} ${unit}`, 20 + 10 * n + k]] : [])),
    ]),
  ["one hundred", 100],
  ["one thousand", 1000],
]);

const parts: ReadonlyMap<string, number> = new Map([
  ..."half third quarter fifth sixth seventh eighth ninth tenth"
    .split(" ")
    .map((word, i): [string, number] => [word, i + 2]),
  ["hundredth", 100],
  ["thousandth", 1000],
]);

/** The number that words name, written as a reduced fraction ("21", "2/3"), or null: whole numbers to 100, and `two thirds`. */
export function numberInWords(words: string): string | null {
  const plain = words.replace(/-/g, " ");
  const [sign, positive = ""] = /^(?:negative|minus) (.+)$/.exec(plain) ?? [];
  if (sign !== undefined) {
    const value = numberInWords(positive);
    return value === null || value.startsWith("-") ? null : `-${value}`;
  }
  const [mixed, whole0 = "", part0 = ""] =
    /^([a-z]+(?: [a-z]+)?) and (an? half|(?:a|one|two|three|four) [a-z]+)$/.exec(plain) ?? [];
  const base = mixed === undefined ? undefined : wholeNumbers.get(whole0);
  const rest = base === undefined ? null : numberInWords(part0.replace(/^an? /, "a "));
  if (base !== undefined && rest?.includes("/") === true) {
    const [over = 0, under = 1] = rest.split("/").map(Number);
    return `${base * under + over}/${under}`;
  }
  const whole = wholeNumbers.get(plain);
  if (whole !== undefined) return String(whole);
  const [, count = "", part = ""] = /^([a-z]+(?: [a-z]+)?) (hal(?:f|ves)|[a-z]+?)s?$/.exec(plain) ?? [];
  const [over, under] = [count === "a" ? 1 : wholeNumbers.get(count), parts.get(part === "halves" ? "half" : part)];
  if (over === undefined || under === undefined || over === 0) return null;
  return over % under === 0 ? String(over / under) : reducedText(over, under);
}

function reducedText(over: number, under: number): string {
  let [a, b] = [over, under];
  while (b !== 0) [a, b] = [b, a % b];
  return `${over / a}/${under / a}`;
}

const number = String.raw`(?:${[...wholeNumbers.keys()]
  .sort((a, b) => b.length - a.length)
  .map((word) => word.replace(/ /g, "[ -]"))
  .join("|")})`;
const share = String.raw`(?:hal(?:f|ves)|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)s?`;
const spelled = new RegExp(
  String.raw`(?<![\w-])(?:(?:negative|minus) )?(?:${number} and (?:an?|one|two|three|four)[ -]${share}|(?:${number}|an?)[ -]${share}|${number})(?![\w-])`,
  "gi",
);

/** A number that a text spells, with its place. */
interface SpelledNumber {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** The numbers that a text spells: "thirty-two", "two and a half"; "one" is a pronoun more often. */
export const numbersInWords = (text: string): readonly SpelledNumber[] =>
  [...text.matchAll(spelled)].flatMap((match) => {
    const value = /^one$/i.test(match[0]) ? null : numberInWords(match[0].toLowerCase());
    return value === null ? [] : [{ start: match.index, end: match.index + match[0].length, value }];
  });
