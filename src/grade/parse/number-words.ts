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
