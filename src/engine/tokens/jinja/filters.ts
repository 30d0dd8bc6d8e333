import { bind, integerArgument, textArgument } from "./arguments.ts";
import { formatPercent } from "./formats.ts";
import { JinjaError } from "./jinja-error.ts";
import { attributeOf, itemOf } from "./members.ts";
import { capitalize, pad, replace, splitLines, strip } from "./python-strings.ts";
import { json, str } from "./text.ts";
import { testOf } from "./tests.ts";
import type { Arguments, Value } from "./values.ts";
import {
  characters,
  Float,
  isEqual,
  isList,
  isTrue,
  itemsOf,
  numberOf,
  order,
  Tuple,
  typeOf,
  Undefined,
} from "./values.ts";

/** A filter as a function of a value. */
type Filter = (value: Value, args: Arguments) => Value;

const plain =
  (name: string, change: (value: Value) => Value): Filter =>
  (value, args) => {
    bind(name, args, []);
    return change(value);
  };

/** `a.b.0`, as `map(attribute=...)` and its like reach into an item. */
function reach(item: Value, path: string): Value {
  return path.split(".").reduce((value: Value, part) => itemOf(value, /^\d+$/.test(part) ? Number(part) : part), item);
}

const lower = (value: Value): Value => (typeof value === "string" ? value.toLowerCase() : value);

const sorted: Filter = (value, args) => {
  const [reverse = false, isExact = false, attribute = null] = bind("sort", args, [
    "reverse",
    "case_sensitive",
    "attribute",
  ]);
  const paths = attribute === null ? undefined : str(attribute).split(",");
  const keyOf = (item: Value): Value => {
    const keys = (paths ?? []).map((path) => reach(item, path));
    const key = paths === undefined ? item : keys.length === 1 ? (keys[0] ?? null) : keys;
    return isTrue(isExact) ? key : lower(key);
  };
  const sign = isTrue(reverse) ? -1 : 1;
  return itemsOf(value)
    .map((item) => ({ item, key: keyOf(item) }))
    .toSorted((a, b) => sign * order(a.key, b.key))
    .map(({ item }) => item);
};

/** Of what is empty or None these make nothing. */
const itemsIfAny = (value: Value): readonly Value[] => (isTrue(value) ? itemsOf(value) : []);

const mapped: Filter = (value, { positional, named }) => {
  const attribute = named.get("attribute");
  if (attribute !== undefined) {
    const otherwise = named.get("default");
    return itemsIfAny(value).map((item) => {
      const found = reach(item, str(attribute));
      return found instanceof Undefined && otherwise !== undefined ? otherwise : found;
    });
  }
  const [name = null, ...rest] = positional;
  const filter = filters.get(str(name));
  if (filter === undefined) throw new JinjaError(`no filter named '${str(name)}'`);
  return itemsIfAny(value).map((item) => filter(item, { positional: rest, named }));
};

const chosen =
  (byAttribute: boolean, wanted: boolean): Filter =>
  (value, { positional, named }) => {
    const [attribute = null, ...tested] = byAttribute ? positional : [null, ...positional];
    const [name, ...rest] = tested;
    const test = name === undefined ? isTrue : (item: Value) => testOf(str(name))(item, { positional: rest, named });
    return itemsIfAny(value).filter((item) => test(byAttribute ? reach(item, str(attribute)) : item) === wanted);
  };

const extreme =
  (sign: number): Filter =>
  (value, args) => {
    const [isExact = false, attribute = null] = bind("min", args, ["case_sensitive", "attribute"]);
    const keyOf = (item: Value): Value => {
      const key = attribute === null ? item : reach(item, str(attribute));
      return isTrue(isExact) ? key : lower(key);
    };
    const items = itemsOf(value);
    if (items.length === 0) return new Undefined("No aggregated item, sequence was empty.");
    return items.reduce((best, item) => (sign * order(keyOf(item), keyOf(best)) > 0 ? item : best));
  };

const toInteger: Filter = (value, args) => {
  const [otherwise = 0, base = 10] = bind("int", args, ["default", "base"]);
  const number = numberOf(value);
  if (number !== undefined) return Math.trunc(number);
  if (!isEqual(base, 10)) throw new JinjaError("int must be given base 10");
  const text = strip(str(value), undefined, { start: true, end: true });
  if (/^[+-]?\d+(_\d+)*$/.test(text)) return Number(text.replaceAll("_", ""));
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Math.trunc(Number(text)) : otherwise;
};

const toFloat: Filter = (value, args) => {
  const [otherwise = new Float(0)] = bind("float", args, ["default"]);
  const number = numberOf(value);
  if (number !== undefined) return new Float(number);
  const text = strip(str(value), undefined, { start: true, end: true });
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? new Float(Number(text)) : otherwise;
};

const rounded: Filter = (value, args) => {
  const [precision = 0, method = "common"] = bind("round", args, ["precision", "method"]);
  const number = numberOf(value);
  if (number === undefined) throw new JinjaError(`type ${typeOf(value)} doesn't define __round__ method`);
  const scale = 10 ** integerArgument("round", precision);
  if (method === "ceil") return new Float(Math.ceil(number * scale) / scale);
  if (method === "floor") return new Float(Math.floor(number * scale) / scale);
  const whole = Math.round(number * scale);
  const isHalf = Math.abs(number * scale - Math.trunc(number * scale)) === 0.5; // Python rounds halves to the even
  const even = isHalf ? 2 * Math.round((number * scale) / 2) : whole;
  return value instanceof Float ? new Float(even / scale) : number;
};

const indented: Filter = (value, args) => {
  const [width = 4, first = false, blank = false] = bind("indent", args, ["width", "first", "blank"]);
  const space = typeof width === "string" ? width : " ".repeat(integerArgument("indent", width));
  const lines = splitLines(`${str(value)}\n`);
  const [head = "", ...rest] = lines;
  const body = rest.map((line) => (line !== "" || isTrue(blank) ? space + line : line));
  return (isTrue(first) ? space : "") + [head, ...body].join("\n");
};

const toJson: Filter = (value, args) => {
  const [ensureAscii = false, indent = null, separators = null, sortKeys = false] = bind("tojson", args, [
    "ensure_ascii",
    "indent",
    "separators",
    "sort_keys",
  ]);
  const pair = separators === null ? undefined : itemsOf(separators).map(str);
  const spaces =
    typeof indent === "string" ? indent : indent === null ? undefined : " ".repeat(integerArgument("tojson", indent));
  return json(value, {
    ensureAscii: isTrue(ensureAscii),
    sortKeys: isTrue(sortKeys),
    ...(spaces !== undefined && { indent: spaces }),
    ...(pair !== undefined && { separators: [pair[0] ?? "", pair[1] ?? ""] }),
  });
};

const dictSorted: Filter = (value, args) => {
  const [isExact = false, by = "key", reverse = false] = bind("dictsort", args, ["case_sensitive", "by", "reverse"]);
  if (!(value instanceof Map)) throw new JinjaError(`'${typeOf(value)}' object has no attribute 'items'`);
  const keyOf = (pair: readonly Value[]): Value => {
    const key = pair[by === "value" ? 1 : 0] ?? null;
    return isTrue(isExact) ? key : lower(key);
  };
  const sign = isTrue(reverse) ? -1 : 1;
  return [...value].toSorted((a, b) => sign * order(keyOf(a), keyOf(b))).map((pair) => new Tuple(pair));
};

const joined: Filter = (value, args) => {
  const [separator = "", attribute = null] = bind("join", args, ["d", "attribute"]);
  const items = itemsOf(value).map((item) => (attribute === null ? item : reach(item, str(attribute))));
  return items.map(str).join(str(separator));
};

const counted = (value: Value): number => {
  if (value instanceof Map) return value.size;
  return itemsOf(value).length;
};

const unique: Filter = (value, args) => {
  const [isExact = false, attribute = null] = bind("unique", args, ["case_sensitive", "attribute"]);
  const seen: Value[] = [];
  return itemsOf(value).filter((item) => {
    const key = attribute === null ? item : reach(item, str(attribute));
    const folded = isTrue(isExact) ? key : lower(key);
    if (seen.some((other) => isEqual(other, folded))) return false;
    seen.push(folded);
    return true;
  });
};

const orDefault: Filter = (value, args) => {
  const [otherwise = "", isBoolean = false] = bind("default", args, ["default_value", "boolean"]);
  return value instanceof Undefined || (isTrue(isBoolean) && !isTrue(value)) ? otherwise : value;
};

const summed: Filter = (value, args) => {
  const [attribute = null, start = 0] = bind("sum", args, ["attribute", "start"]);
  const numbers = itemsOf(value).map((item) => (attribute === null ? item : reach(item, str(attribute))));
  const all = [start, ...numbers];
  const total = all.reduce<number>((sum, item) => {
    const number = numberOf(item);
    if (number === undefined) throw new JinjaError(`unsupported operand types for +: 'int' and '${typeOf(item)}'`);
    return sum + number;
  }, 0);
  return all.some((item) => item instanceof Float) ? new Float(total) : total;
};

const HTML = new Map([["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ["'", "&#39;"], ['"', "&#34;"]]); // prettier-ignore
const escape = (value: Value): Value =>
  str(value).replaceAll(/[&<>'"]/g, (character) => HTML.get(character) ?? character);

/** The filters that templates may use, by name. */
export const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  [
    "abs",
    plain("abs", (value) =>
      value instanceof Float ? new Float(Math.abs(value.value)) : Math.abs(numberOf(value) ?? NaN),
    ),
  ],
  ["attr", (value, args) => attributeOf(value, textArgument("attr", bind("attr", args, ["name"])[0]))],
  ["capitalize", plain("capitalize", (value) => capitalize(str(value)))],
  [
    "center",
    (value, args) => pad(str(value), integerArgument("center", bind("center", args, ["width"])[0], 80), "both"),
  ],
  ["count", plain("count", counted)],
  ["d", orDefault],
  ["default", orDefault],
  ["dictsort", dictSorted],
  ["e", plain("e", escape)],
  ["escape", plain("escape", escape)],
  ["first", plain("first", (value) => itemsOf(value)[0] ?? noItem(value, "first"))],
  ["float", toFloat],
  ["format", (value, { positional }) => formatPercent(str(value), new Tuple(positional))],
  ["indent", indented],
  ["int", toInteger],
  ["items", plain("items", pairsOf)],
  ["join", joined],
  ["last", plain("last", (value) => itemsOf(value).at(-1) ?? noItem(value, "last"))],
  ["length", plain("length", counted)],
  ["list", plain("list", (value) => [...itemsOf(value)])],
  ["lower", plain("lower", (value) => str(value).toLowerCase())],
  ["map", mapped],
  ["max", extreme(1)],
  ["min", extreme(-1)],
  ["reject", chosen(false, false)],
  ["rejectattr", chosen(true, false)],
  [
    "replace",
    (value, args) => {
      const [old = null, by = null, count] = bind("replace", args, ["old", "new", "count"]);
      return replace(
        str(value),
        str(old),
        str(by),
        count === undefined || count === null ? -1 : integerArgument("replace", count),
      );
    },
  ],
  ["reverse", plain("reverse", reversed)],
  ["round", rounded],
  ["safe", plain("safe", str)],
  ["select", chosen(false, true)],
  ["selectattr", chosen(true, true)],
  ["sort", sorted],
  ["string", plain("string", str)],
  ["sum", summed],
  ["title", plain("title", (value) => titled(str(value)))],
  ["tojson", toJson],
  [
    "trim",
    (value, args) => {
      const [removed = null] = bind("trim", args, ["chars"]);
      return strip(str(value), removed === null ? undefined : textArgument("trim", removed), {
        start: true,
        end: true,
      });
    },
  ],
  ["unique", unique],
  ["upper", plain("upper", (value) => str(value).toUpperCase())],
  ["wordcount", plain("wordcount", (value) => (str(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length)],
]);

/** `null` is an item that `??` passes over. */
function noItem(value: Value, which: string): Value {
  return itemsOf(value).length > 0 ? null : new Undefined(`No ${which} item, sequence was empty.`);
}

function pairsOf(value: Value): Value {
  if (value instanceof Undefined) return [];
  if (!(value instanceof Map)) throw new JinjaError("Can only get item pairs from a mapping.");
  return [...value].map((pair) => new Tuple(pair));
}

function reversed(value: Value): Value {
  if (typeof value === "string") return characters(value).toReversed().join("");
  const items = itemsOf(value);
  return isList(value) || value instanceof Tuple ? items.toReversed() : [...items].toReversed();
}

/** The filter's `title` is not the method's: a word begins behind white space, a hyphen or a bracket. */
function titled(text: string): string {
  return text
    .split(/([-\s({[<]+)/u)
    .map((part) => capitalize(part))
    .join("");
}
