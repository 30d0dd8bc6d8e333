import { multiply, one, type Rational, ratio } from "../numbers/rational.ts";
import type { Unit } from "./node.ts";

type Dimensions = Readonly<Record<string, number>>;

interface KnownUnit {
  readonly factor: Rational;
  readonly dimensions: Dimensions;
}

/** `name other-name factor-over/factor-under` per unit, by dimension; factors are exact by definition of the units. */
const tables: Readonly<Record<string, string>> = {
  length:
    "m meter metre 1|mm millimeter millimetre 1/1000|cm centimeter centimetre 1/100|dm decimeter decimetre 1/10|km kilometer " +
    "kilometre 1000|in inch inches 254/10000|ft foot feet 3048/10000|yd yard 9144/10000|mi mile 1609344/1000|nm nanometer 1/1000000000|" +
    "um micrometer micron 1/1000000",
  time: "s sec second 1|ms millisecond 1/1000|min minute 60|h hr hour 3600|day 86400|week 604800|fortnight 1209600",
  years: "month 1|year yr 12|decade 120|century centuries 1200",
  mass: "g gram gramme 1|kg kilogram kilo 1000|mg milligram 1/1000|lb lbs pound 45359237/100000|oz ounce 45359237/1600000|tonne 1000000",
  money: "dollar usd buck 1|cent penny pennies 1/100|dime 1/10|nickel 1/20|quarter 1/4",
  euro: "euro eur 1",
  sterling: "pounds_sterling gbp 1",
  yen: "yen jpy 1",
  rupee: "rupee inr 1",
  volume:
    "l liter litre 1/1000|ml milliliter millilitre 1/1000000|cl centiliter 1/100000|dl deciliter 1/10000|gal gallon " +
    "3785411784/1000000000000|quart qt 946352946/1000000000000|pint pt 473176473/1000000000000|cup 2365882365/10000000000000|tablespoon tbsp 147867647813/10000000000000000|teaspoon tsp 49289215938/10000000000000000|floz 295735295625/10000000000000000",
  area: "hectare ha 10000|acre 40468564224/10000000",
  rotation: "rpm 1",
  pressure: "pa pascal 1|kpa kilopascal 1000|atm 101325|bar 100000",
  knots: "knot kn 1",
  force: "n newton 1",
  energy: "j joule 1|kj kilojoule 1000",
  power: "w watt 1|kw kilowatt 1000",
  voltage: "v volt 1",
  current: "a amp ampere 1",
  charge: "c coulomb 1",
  frequency: "hz hertz 1|khz kilohertz 1000|mhz megahertz 1000000",
  resistance: "ohm omega 1",
  celsius: "celsius 1",
  fahrenheit: "fahrenheit 1",
  kelvin: "k kelvin 1",
  degree: "degree deg 1",
  radian: "rad radian 1",
};

const derived: Readonly<Record<string, readonly [string, string]>> = {
  mph: ["mile", "hour"],
  kph: ["kilometer", "hour"],
  kmh: ["kilometer", "hour"],
  mps: ["meter", "second"],
};

const fractionOf = (text: string): Rational => {
  const [over = "1", under = "1"] = text.split("/");
  return ratio(BigInt(over), BigInt(under));
};

const knownUnits: ReadonlyMap<string, KnownUnit> = new Map(
  Object.entries(tables).flatMap(([dimension, table]) =>
    table.split("|").flatMap((line) => {
      const words = line.split(" ");
      const unit = { factor: fractionOf(words.at(-1) ?? "1"), dimensions: cubeOfLength(dimension) };
      return words.slice(0, -1).map((word): [string, KnownUnit] => [word, unit]);
    }),
  ),
);

/** A volume is a cubed length, an area a squared one, so that litres and cubic metres compare. */
function cubeOfLength(dimension: string): Dimensions {
  if (dimension === "area") return { length: 2 };
  return dimension === "volume" ? { length: 3 } : { [dimension]: 1 };
}

function lookUp(word: string): KnownUnit | null {
  const lower = word.toLowerCase();
  const found =
    knownUnits.get(lower) ??
    (lower.length > 2 && lower.endsWith("s") ? knownUnits.get(lower.slice(0, -1)) : undefined) ??
    (lower.endsWith("es") ? knownUnits.get(lower.slice(0, -2)) : undefined);
  return found ?? null;
}

/** Whether a word is the name or the symbol of a unit. */
export const isUnitWord = (word: string): boolean => lookUp(word) !== null || word.toLowerCase() in derived;

const power = (unit: KnownUnit, exponent: number): KnownUnit => {
  let factor = one;
  for (let i = 0; i < Math.abs(exponent); i++) factor = multiply(factor, unit.factor);
  if (exponent < 0) factor = ratio(factor.under, factor.over);
  const dimensions = Object.fromEntries(Object.entries(unit.dimensions).map(([name, n]) => [name, n * exponent]));
  return { factor, dimensions };
};

function product(a: KnownUnit, b: KnownUnit): KnownUnit {
  const dimensions: Record<string, number> = { ...a.dimensions };
  for (const [name, exponent] of Object.entries(b.dimensions)) {
    dimensions[name] = (dimensions[name] ?? 0) + exponent;
    if (dimensions[name] === 0) delete dimensions[name];
  }
  return { factor: multiply(a.factor, b.factor), dimensions };
}

const exponentWords: Readonly<Record<string, number>> = { square: 2, sq: 2, cubic: 3, cu: 3 };
const laterExponents: Readonly<Record<string, number>> = { squared: 2, cubed: 3 };

interface UnitReading {
  unit: KnownUnit;
  sign: 1 | -1;
  exponent: number;
  last: KnownUnit | null;
}

/** Takes one word into the reading; false where it is not part of a known unit. */
function takeWord(reading: UnitReading, word: string): boolean {
  if (word === "/" || word === "per") {
    reading.sign = -1;
    return true;
  }
  const later = laterExponents[word] ?? (/^\^-?\d$/.test(word) ? Number(word.slice(1)) : undefined);
  if (later !== undefined) {
    if (reading.last === null) return false;
    reading.unit = product(reading.unit, power(reading.last, later - 1));
    return true;
  }
  const exponent = exponentWords[word];
  if (exponent !== undefined) {
    reading.exponent = exponent;
    return true;
  }
  const pair = derived[word];
  const known = pair === undefined ? lookUp(word) : null;
  const [above, below] = pair === undefined ? [known, null] : [lookUp(pair[0]), lookUp(pair[1])];
  if (above === null) return false;
  const whole = below === null ? above : product(above, power(below, -1));
  const signed = power(whole, reading.sign * reading.exponent);
  reading.unit = product(reading.unit, signed);
  reading.last = power(whole, reading.sign);
  reading.exponent = 1;
  return true;
}

/** The unit that the words name: "square feet", "m / s", "cm ^2", "miles per hour"; unknown words name what is counted. */
export function unitOf(words: readonly string[]): Unit {
  const name = words.join(" ");
  const reading: UnitReading = { unit: { factor: one, dimensions: {} }, sign: 1, exponent: 1, last: null };
  const isKnown = words.length <= 12 && words.every((word) => takeWord(reading, word));
  const isUnit = isKnown && reading.exponent === 1 && reading.last !== null;
  return isUnit ? { name, ...reading.unit } : { name, factor: one, dimensions: null };
}
