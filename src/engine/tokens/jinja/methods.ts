import { bind, integerArgument, textArgument } from "./arguments.ts";
import { formatBraces } from "./formats.ts";
import { JinjaError } from "./jinja-error.ts";
import {
  capitalize,
  isSpace,
  pad,
  replace,
  splitAt,
  splitAtSpaces,
  splitLines,
  strip,
  title,
} from "./python-strings.ts";
import type { Arguments, Dict, Value } from "./values.ts";
import { characters, isEqual, isList, isTrue, itemsOf, Tuple, typeOf } from "./values.ts";

type Method<T> = (self: T, args: Arguments) => Value;

const stripped =
  (start: boolean, end: boolean): Method<string> =>
  (text, args) => {
    const [removed] = bind("strip", args, ["chars"]);
    return strip(text, removed === undefined || removed === null ? undefined : textArgument("strip", removed), {
      start,
      end,
    });
  };

const split =
  (fromEnd: boolean): Method<string> =>
  (text, args) => {
    const [separator, most] = bind("split", args, ["sep", "maxsplit"]);
    const limit = integerArgument("split", most, -1);
    if (separator === undefined || separator === null) return splitAtSpaces(text, limit, fromEnd);
    return splitAt(text, textArgument("split", separator), limit, fromEnd);
  };

const within =
  (name: string, test: (text: string, part: string) => boolean): Method<string> =>
  (text, args) => {
    const [parts = null, ...bounds] = bind(name, args, ["parts", "start", "end"]);
    if (bounds.some((bound) => bound !== undefined)) throw new JinjaError(`${name} with bounds is not supported`);
    const all = parts instanceof Tuple ? parts.items : [parts];
    return all.some((part) => test(text, textArgument(name, part)));
  };

const plain =
  (name: string, change: (text: string) => Value): Method<string> =>
  (text, args) => {
    bind(name, args, []);
    return change(text);
  };

const padded =
  (name: string, side: "left" | "right" | "both"): Method<string> =>
  (text, args) => {
    const [width, fill] = bind(name, args, ["width", "fillchar"]);
    return pad(text, integerArgument(name, width), side, textArgument(name, fill, " "));
  };

const found =
  (name: string, last: boolean, isStrict: boolean): Method<string> =>
  (text, args) => {
    const [part] = bind(name, args, ["sub"]);
    const wanted = textArgument(name, part);
    const at = last ? text.lastIndexOf(wanted) : text.indexOf(wanted);
    if (at < 0 && isStrict) throw new JinjaError("substring not found");
    return at < 0 ? -1 : characters(text.slice(0, at)).length;
  };

const partition =
  (last: boolean): Method<string> =>
  (text, args) => {
    const separator = textArgument("partition", bind("partition", args, ["sep"])[0]);
    const parts = splitAt(text, separator, 1, last);
    if (parts.length === 2) return new Tuple([parts[0] ?? "", separator, parts[1] ?? ""]);
    return new Tuple(last ? ["", "", text] : [text, "", ""]);
  };

const every =
  (name: string, test: (character: string) => boolean): Method<string> =>
  (text, args) => {
    bind(name, args, []);
    return text !== "" && characters(text).every(test);
  };

const textMethods = new Map<string, Method<string>>([
  ["upper", plain("upper", (text) => text.toUpperCase())],
  ["lower", plain("lower", (text) => text.toLowerCase())],
  ["title", plain("title", title)],
  ["capitalize", plain("capitalize", capitalize)],
  ["strip", stripped(true, true)],
  ["lstrip", stripped(true, false)],
  ["rstrip", stripped(false, true)],
  ["split", split(false)],
  ["rsplit", split(true)],
  ["startswith", within("startswith", (text, part) => text.startsWith(part))],
  ["endswith", within("endswith", (text, part) => text.endsWith(part))],
  ["find", found("find", false, false)],
  ["rfind", found("rfind", true, false)],
  ["index", found("index", false, true)],
  ["rindex", found("rindex", true, true)],
  ["partition", partition(false)],
  ["rpartition", partition(true)],
  ["center", padded("center", "both")],
  ["ljust", padded("ljust", "right")],
  ["rjust", padded("rjust", "left")],
  ["isdigit", every("isdigit", (character) => /\p{Nd}/u.test(character))],
  ["isalpha", every("isalpha", (character) => /\p{L}/u.test(character))],
  ["isalnum", every("isalnum", (character) => /[\p{L}\p{N}]/u.test(character))],
  ["isspace", every("isspace", isSpace)],
  ["isupper", plain("isupper", (text) => text === text.toUpperCase() && text !== text.toLowerCase())],
  ["islower", plain("islower", (text) => text === text.toLowerCase() && text !== text.toUpperCase())],
  ["splitlines", (text, args) => splitLines(text, isTrue(bind("splitlines", args, ["keepends"])[0] ?? false))],
  [
    "replace",
    (text, args) => {
      const [old, by, count] = bind("replace", args, ["old", "new", "count"]);
      return replace(
        text,
        textArgument("replace", old),
        textArgument("replace", by),
        integerArgument("replace", count, -1),
      );
    },
  ],
  [
    "join",
    (text, args) =>
      itemsOf(bind("join", args, ["iterable"])[0] ?? null)
        .map((item) => textArgument("join", item))
        .join(text),
  ],
  [
    "count",
    (text, args) => {
      const part = textArgument("count", bind("count", args, ["sub"])[0]);
      return part === "" ? characters(text).length + 1 : text.split(part).length - 1;
    },
  ],
  [
    "removeprefix",
    (text, args) => {
      const part = textArgument("removeprefix", bind("removeprefix", args, ["prefix"])[0]);
      return text.startsWith(part) ? text.slice(part.length) : text;
    },
  ],
  [
    "removesuffix",
    (text, args) => {
      const part = textArgument("removesuffix", bind("removesuffix", args, ["suffix"])[0]);
      return part !== "" && text.endsWith(part) ? text.slice(0, -part.length) : text;
    },
  ],
  ["format", (text, args) => formatBraces(text, args)],
]);

const dictMethods = new Map<string, Method<Dict>>([
  ["keys", (dict, args) => (bind("keys", args, []), [...dict.keys()])],
  ["values", (dict, args) => (bind("values", args, []), [...dict.values()])],
  ["items", (dict, args) => (bind("items", args, []), [...dict].map((pair) => new Tuple(pair)))],
  [
    "get",
    (dict, args) => {
      const [key = null, otherwise = null] = bind("get", args, ["key", "default"]);
      return dict.get(key) ?? (dict.has(key) ? null : otherwise);
    },
  ],
]);

const listMethods = new Map<string, Method<readonly Value[]>>([
  ["count", (list, args) => list.filter((item) => isEqual(item, bind("count", args, ["value"])[0] ?? null)).length],
  [
    "index",
    (list, args) => {
      const [wanted = null] = bind("index", args, ["value"]);
      const at = list.findIndex((item) => isEqual(item, wanted));
      if (at < 0) throw new JinjaError("the list has no such value");
      return at;
    },
  ],
]);

/** The method of a value by its name, bound to it; undefined where there is none that a sandboxed template may call. */
export function methodOf(value: Value, name: string): ((args: Arguments) => Value) | undefined {
  if (typeof value === "string") return bound(textMethods.get(name), value);
  if (value instanceof Map) return bound(dictMethods.get(name), value);
  if (value instanceof Tuple) return bound(listMethods.get(name), value.items);
  return isList(value) ? bound(listMethods.get(name), value) : undefined;
}

function bound<T>(method: Method<T> | undefined, self: T): ((args: Arguments) => Value) | undefined {
  return method && ((args) => method(self, args));
}

/** Methods that change what they are called on: a sandboxed template may not. */
export function isForbidden(value: Value, name: string): boolean {
  const changing = [
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
  ];
  return changing.includes(name) && ["list", "dict"].includes(typeOf(value));
}
