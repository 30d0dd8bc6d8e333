import { numberInWords } from "./number-words.ts";
import { isUnitWord } from "./units.ts";
import { withoutCalls } from "./computer-algebra.ts";

const scale = "(?:\\s?(?:million|billion|trillion|thousand))?";
const amount = String.raw`\d(?:[\d.,]|\{,\}|,\\!){0,30}`;

const currencyWords: Readonly<Record<string, string>> = {
  euro: "euro",
  texteuro: "euro",
  pounds: "pounds", // said like the weight, and told from other money all the same
  pound: "pounds",
  yen: "yen",
  rupee: "rupee",
  cents: "cents",
};
const moneySign = String.raw`\\(euro|texteuro|pounds?|yen|rupee|cents)(?![A-Za-z])\s?`;
const moneyBefore = new RegExp(`${moneySign}(${amount}${scale})`, "g");
const moneyAfter = new RegExp(moneySign, "g");
const currencyCodes: Readonly<Record<string, string>> = {
  USD: "\\$",
  EUR: "\\euro ",
  GBP: "\\pounds ",
  JPY: "\\yen ",
  INR: "\\rupee ",
};
const inWords = (name: string): string => `\\text{ ${currencyWords[name] ?? name} }`;

/** Currencies as words after their amount: `€50` is 50 euros and no 50 dollars. */
const withCurrencies = (text: string): string =>
  text
    .replace(/\bRs\.?\s?(?=\d)/g, "\\rupee ")
    .replace(/(?<![A-Za-z\\])(?:CHF|SEK|NOK|DKK|PLN|BRL|MXN|RMB|CNY|R(?=\\?\$))\s?(?=\\?\$?\s?\d)/g, "")
    .replace(/(?<![A-Za-z\\])(USD|EUR|GBP|JPY|INR)\s?(?=\d)/g, (_, code: string) => currencyCodes[code] ?? "")
    .replace(moneyBefore, (_, name: string, value: string) => `${value}${inWords(name)}`)
    .replace(moneyAfter, (_, name: string) => inWords(name));

const circled = "①②③④⑤⑥⑦⑧⑨⑩";

/** `①③④` names the first, third and fourth statement. */
const withCircled = (text: string): string =>
  text.replace(/[①-⑩]+/g, (run) => [...run].map((sign) => circled.indexOf(sign) + 1).join(", "));

/** `1101 (base 2)`, `(1101)_2` and `1101_{\text{base }2}` as `1101_{2}`. */
const withBases = (text: string): string =>
  text
    .replace(
      /\bbase[\s-](two|three|four|five|six|seven|eight|nine|twelve|sixteen)\b/gi,
      (_, word: string) => `base ${numberInWords(word.toLowerCase()) ?? word}`,
    )
    .replace(/\(([0-9A-Z]{1,60})\)\s?(?=_\s?\{?\s?\d)/g, "$1")
    .replace(/_\s?\{\s?\((\d{1,2})\)\s?\}/g, "_{$1}")
    .replace(/_\s?\{\s?\\text\s?\{\s?base\s?\}?\s?(\d{1,2})\s?\}{1,2}/g, "_{$1}")
    .replace(
      /(\d[0-9A-Z]{0,60})\s?(?:\\text\s?\{)?\s?\(?\s?(?:in\s)?base[\s-]{0,2}\}?\s?(?:\\text\s?\{)?(\d{1,2})\s?\)?\s?\}?/g,
      "$1_{$2}",
    );

/** `C(10, 3)`, `10C3`, `{}_{10}C_3` and `^{10}C_3` as binomials. */
const withChoices = (text: string): string =>
  text
    .replace(/\bC\(\s?(\d{1,4})\s?,\s?(\d{1,4})\s?\)/g, "\\binom{$1}{$2}")
    .replace(/(?<![\w)}\]])(?:\{\})?[_^]\s?\{?(\w{1,4})\}?\s?C_\s?\{?(\w{1,4})\}?/g, "\\binom{$1}{$2}")
    .replace(/(?<![\w.])(\d{1,4})C(\d{1,4})(?![\w.])(?!\s?_)/g, "\\binom{$1}{$2}");

const asides: readonly (readonly [RegExp, string])[] = [
  [/\s?(?:\\text\s?\{\s?)?\((?:or|i\.e\.,?|that is,?)\s([^()]{1,80})\)\s?\}?$/, " \\text{ or } $1"],
  [/\s?(?:\\text\s?\{\s?)?\((?:\\approx|about|approximately|approx\.?)\s?([^()]{1,80})\)\s?\}?$/, " \\approx $1"],
  [/(?<=\S)\s(?:only|exactly)(?=\s?\}?$)/, ""],
  [
    /(?<=\S)\s?\\(?:text|mbox|mathrm)\s?\{\s?\((?:since|because|as|given|where|which|note|using|by|from|not|when|for|reject(?:ing|ed)|discard(?:ing|ed)|exclud(?:ing|ed)|ignor(?:ing|ed)|the (?:other|negative|positive|second|first) (?:root|solution|value|one)|the (?:root|solution|value|candidate)\b(?=[^()]{0,30}\d[^()]{1,30}\b(?:extraneous|rejected|invalid|discarded|excluded|inadmissible)\b))\b[^()]{0,200}(?:\([^()]{0,60}\)[^()]{0,100})?\)?\s?\}?\s?$/,
    "",
  ],
  [
    /(?<=\S)\s?\\(?:text|mbox|mathrm)\s?\{\s?\((?:(?:the|our|only|unique|final|total|exact|minimum|maximum|min|max|least|greatest|smallest|largest|smaller|larger|shorter|longer|overall|required|desired|correct|valid|possible|positive)(?:\s|(?=\)))){1,4}(?!guess|bound|error|half|estimate)[a-z-]{0,20}\)\s?\}$/i,
    "",
  ],
  [/(?<=\S)\s\((?:since|because|given|note|using|by|not|as)\b[^()]{0,120}(?:\([^()]{0,60}\)[^()]{0,60})?\)$/, ""],
];

const setPhrases: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:the set of )?(?:all|any|every)(?: real)? (?:numbers?|values?)?\s?(?:of )?x? ?(?:except|other than|but)(?: for)?(?: (?=\S)(?!x\s?=\s?-?\d[\d.]{0,9}\s*$)|\s{2,3}(?=-?\d[\d.]{0,9}\s*$)|\s{1,3}x\s?=\s?(?=-?\d[\d.]{0,9}\s*$))/i,
    "x \\ne ",
  ],
  [
    /^(?:the )?(?:set of )?(?:all |any |every )(?:real numbers?|reals?)(?: [a-z])?$|^(?:all |the )?real numbers$/i,
    "\\mathbb{R}",
  ],
  [/^(?:all |any |the )?positive reals?(?: numbers?)?$/i, "(0,\\infty)"],
  [/^(?:all |any |the )?negative reals?(?: numbers?)?$/i, "(-\\infty,0)"],
  [/^(?:all |any |the )?non-?negative reals?(?: numbers?)?$/i, "[0,\\infty)"],
];

/** Sets of numbers that are said in words. */
function withSetPhrases(text: string): string {
  const words = text.replace(/^\\text\s?\{\s?([^{}]{1,80}?)\s?\}\s?/, "$1 ").trim();
  for (const [phrase, meaning] of setPhrases) if (phrase.test(words)) return words.replace(phrase, meaning);
  return text;
}

/** `25^\circ C`, which is not a product. */
const temperature = /(\\circ\s?\}?|\\degree)\s?(?:\\(?:text|mathrm)\s?\{\s?)?([CF])(?![A-Za-z])\}?/g;
const temperatures: Readonly<Record<string, string>> = { C: "celsius", F: "fahrenheit" };

/** "12:00 noon", "twenty percent" in figures. */
const withWords = (text: string): string =>
  text
    .replace(/^(?:12(?::00)?\s)?(noon|midnight)$/i, (_, word: string) => (/^n/i.test(word) ? "12:00 pm" : "12:00 am"))
    .replace(/\bfl(?:uid|\.)?\s(?:oz\b\.?|ounces?\b)/gi, "floz")
    .replace(
      /\b(\d{1,4})\s?(?:\\text\s?\{\s?)?degrees?(?:\sand|,)?\s?\}?\s?(\d{1,2})\s?(?:\\text\s?\{\s?)?minutes?(?![a-z])\}?/gi,
      "$1^\\circ $2'",
    )
    .replace(/^(\d{1,2})\so['’]clock$/i, "$1:00")
    .replace(/^half past (\d{1,2})$/i, "$1:30")
    .replace(/^quarter past (\d{1,2})$/i, "$1:15")
    .replace(/^quarter to (\d{1,2})$/i, (_, hour: string) => `${((Number(hour) + 10) % 12) + 1}:45`)
    .replace(/^(-?\d{1,9})\s?,?\s?(?:with |and )?(?:a )?(?:remainder|rem\.?|R)\s?(?:of )?(\d{1,9})$/, "($1, $2)")
    .replace(/^([A-Za-z]{3,9}(?:[- ][A-Za-z]{3,5})?) per\s?cent$/i, (all, words: string) => {
      const number = numberInWords(words.toLowerCase());
      return number === null ? all : `${number}\\%`;
    });

const degreeSign = String.raw`(?:\^\s?\{?\s?\\circ\s?\}?|\\degree|\^\s?\{?\s?\\degree\s?\}?)`;
const primeSign = String.raw`(?:'|\^\s?\{?\s?\\prime\s?\}?)`;
const gap = String.raw`(?:\s|\\[ ,;:!]|~){0,3}`;
const minutes = new RegExp(
  String.raw`(\d{1,4})\s?${degreeSign}${gap}(\d{1,2}(?:\.\d{1,6})?)\s?${primeSign}(?!\s?${primeSign})(?:${gap}(\d{1,2}(?:\.\d{1,6})?)\s?(?:''|"|${primeSign}\s?${primeSign}|\^\s?\{\s?\\prime\s?\\prime\s?\}))?`,
  "g",
);

/** `27^\circ 30'` as one angle. */
const withMinutes = (text: string): string =>
  text.replace(
    minutes,
    (_, whole: string, minute: string, second: string | undefined) =>
      `(${whole}+\\frac{${minute}}{60}+\\frac{${second ?? "0"}}{3600})^\\circ`,
  );

/** `5.5 \times 10^3 J`: after a power of ten a unit's letters are no factor. */
const withScientificUnits = (text: string): string =>
  text.replace(
    /(10\s?\^\s?(?:\{\s?-?\d{1,3}\s?\}|-?\d{1,3}))(?:\s|\\[,;: ]|~)+([A-Za-z]{1,3})(\s?\/\s?[a-z]{1,2})?$/,
    (all, power: string, unit: string, per = "") => (isUnitWord(unit) ? `${power}\\text{ ${unit}${per}}` : all),
  );

const unitVector =
  /\\(?:mathbf|boldsymbol|bm|pmb|hat|vec|overrightarrow|widehat|textbf|overline)\s?\{\s?(?:\\(?:hat|mathbf|vec|boldsymbol|widehat)\s?\{?\s?)?\\?([ijk])(?:math)?\s?\}{1,2}|\\(?:hat|vec|mathbf)\s\\?([ijk])(?:math)?(?![A-Za-z])/g;

const unitPart = String.raw`\{\s?(?:\\(?:text|mathrm)\s?\{\s?)?([A-Za-z]{1,6})(?:\s?\})?\s?(\^\s?\{?\s?[23]\s?\}?)?\s?\}`;
const unitFraction = new RegExp(
  String.raw`(?<=\d\}?(?:\s|\\[ ,;:]|~){0,3})\\[dt]?frac\s?${unitPart}\s?${unitPart}`,
  "g",
);
const unitsAbove = new Set("m km cm mm mi ft in g kg mg mol L J N rad rev miles meters dollars".split(" "));
const unitsBelow = new Set("s sec h hr min L m cm kg mol day hour second minute mL gal K".split(" "));

/** `2.7 kg/cm^3`, in plain letters of which "cm" is no product. */
const plainUnits =
  /(?<=\d\s?)([A-Za-z]{1,6})\s?\/\s?([A-Za-z]{1,6})(?![A-Za-z({])(?:\s?\^\s?\{?\s?([23])\s?\}?)?(?=[\s.,;]*$)/;

const numberWithUnit = String.raw`\{\s?(-?\d[\d.]{0,20})(?:\s|\\[ ,;:]|~){0,3}\\(?:text|mathrm)\s?\{\s?([A-Za-z]{1,12})\s?\}\s?\}`;
const quantityFraction = new RegExp(String.raw`\\[dt]?frac\s?${numberWithUnit}\s?${numberWithUnit}`, "g");

/** `9.8 \frac{m}{s^2}`, `\frac{4\text{ m}}{2\text{ s}}` and `2.7 kg/cm^3` with their units as words. */
const withUnitFractions = (text: string): string =>
  text
    .replace(plainUnits, (all, over: string, under: string, power = "") =>
      over.length + under.length > 2 && isUnitWord(over) && isUnitWord(under)
        ? `\\text{ ${over}/${under}${power === "" ? "" : `^${String(power)}`}}`
        : all,
    )
    .replace(quantityFraction, (all: string, over: string, unit: string, under: string, per: string) =>
      isUnitWord(unit) && isUnitWord(per) ? `\\frac{${over}}{${under}}\\text{ ${unit}/${per}}` : all,
    )
    .replace(unitFraction, (all: string, over: string, raised = "", under: string, lowered = "") =>
      (unitsAbove.has(over) && unitsBelow.has(under)) ||
      (/\\(?:text|mathrm)/.test(all) && isUnitWord(over) && isUnitWord(under))
        ? `\\text{ ${over}${raised.replace(/[{}\s]/g, "")}/${under}${lowered.replace(/[{}\s]/g, "")}}`
        : all,
    );

/** `\lnx` and `\pit`, whose blank was lost. */
const runTogether =
  /(\\(?:ln|lg|log|sec|csc|arcsin|arccos|arctan|pi|cdot|lambda|theta|alpha|beta|rho|(?:sin|cos|tan|cot)(?!h)))(?<!\\cdot(?=s))([A-Za-z])(?![A-Za-z])/g;

/**
 * The text with the rarer ways of writing something in the common one, before it is cut into tokens. Every pattern is bounded, so
 * that the time is linear in the text.
 */
export function rewrite(text: string): string {
  const isVector = /\\mathrm\s?\{\s?[jk]\s?\}/.test(text) && /\\mathrm\s?\{\s?i\s?\}/.test(text);
  const unsigned = text.replace(/\\text(?:circ|degree)(?![a-z])/g, "\\circ ").replace(runTogether, "$1 $2");
  const vectors = isVector ? text.replace(/\\mathrm(?=\s?\{\s?[ijk]\s?\})/g, "\\mathbf") : unsigned;
  const plain = withScientificUnits(withUnitFractions(withMinutes(withoutCalls(withWords(vectors)))))
    .replace(/(?<=[A-Za-z}]\s?\/\s?)(?:\\text\s?\{\s?)?sec(?:s|onds?)?(?![A-Za-z])\}?/g, "s")
    .replace(/\(\s?\\?b?mod\s?([^()]{1,40})\)/g, "\\pmod{$1}")
    .replace(temperature, (_, sign: string, scaleName: string) => `${sign}\\text{ ${temperatures[scaleName] ?? ""} }`)
    .replace(/\.(\d*)\\dot\s?\{?(\d)\}?(\d{0,9})\\dot\s?\{?(\d)\}?/g, ".$1\\overline{$2$3$4}")
    .replace(
      /\\(?:mathrm|operatorname|mathsf)\s?\{\s?([eid])\s?\}|(?<!(?:^|(?<!\\[a-z]{1,8})\s)[({]\s?)\\text(?:rm)?\s?\{\s?([ei])\s?\}/g,
      "$1$2 ",
    ) // upright; `(\text{e})` is a choice
    .replace(unitVector, "\\basis$1 ")
    .replace(/(?<![\w.}])\d{1,3}(?:_\d{3})+(?![\d_{}])/g, (digits) => digits.replaceAll("_", "")) // as programs group digits
    .replace(/\{:\}/g, ":")
    .replace(/^\{\s?([A-Za-z])\s?[|:](.{1,400})\}$/, "\\{$1 \\mid $2\\}")
    .replace(/^(\d{1,9})\s?(?:st|nd|rd|th)(?=$|\s[A-Za-z]+$)/, "$1")
    .replace(/^(\d{1,9})\s?\^\s?\{?\s?(?:\\(?:mathrm|text|textrm|rm)\s?\{?)?\s?(?:st|nd|rd|th)\s?\}{0,2}/, "$1");
  const reworded = asides.reduce((result, [aside, meaning]) => result.replace(aside, meaning), plain);
  return withSetPhrases(withChoices(withBases(withCircled(withCurrencies(reworded)))));
}
