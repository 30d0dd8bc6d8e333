import { JinjaError } from "./jinja-error.ts";
import { Callable, Float, isList, Namespace, Tuple, typeOf, Undefined, type Value } from "./values.ts";

/** Python's `str`. */
export function str(value: Value): string {
  if (typeof value === "string") return value;
  return value instanceof Undefined ? "" : repr(value);
}

/** Python's `repr`. */
export function repr(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Tuple) return `(${value.items.map(repr).join(", ")}${value.items.length === 1 ? "," : ""})`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(", ")}}`;
  if (isList(value)) return `[${value.map(repr).join(", ")}]`;
  throw new JinjaError(`a ${typeOf(value)} has no text that is the same on every machine`);
}

/** Python's `repr` of a float. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits = "", power = ""] = value.toExponential().split("e");
    return `${digits}e${power.startsWith("-") ? "-" : "+"}${power.slice(1).padStart(2, "0")}`;
  }
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

const ESCAPES = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = [...text].map((character) => {
    if (character === quote) return `\\${quote}`;
    return (
      ESCAPES.get(character) ?? (/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(character) ? escaped(character) : character)
    );
  });
  return `${quote}${inner.join("")}${quote}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

/** How JSON is written. */
interface JsonOptions {
  /** Spaces, or a text; absent: all in one line. */
  readonly indent?: string;
  readonly separators?: readonly [string, string];
  readonly sortKeys: boolean;
  readonly ensureAscii: boolean;
}

/** Python's `json.dumps`. */
export function json(value: Value, options: JsonOptions, depth = 0): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return jsonText(value, options);
  if (typeof value === "number") return String(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? repr(value) : jsonInfinity(value.value);
  const [between, colon] = options.separators ?? [options.indent === undefined ? ", " : ",", ": "];
  const nested = (item: Value): string => json(item, options, depth + 1);
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]): [string, Value] => [jsonKey(key), item]);
    if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const parts = entries.map(([key, item]) => `${jsonText(key, options)}${colon}${nested(item)}`);
    return jsonBlock("{", parts, "}", between, options, depth);
  }
  const items = value instanceof Tuple ? value.items : value;
  if (items instanceof Undefined || items instanceof Callable || items instanceof Namespace || !isList(items)) {
    throw new JinjaError(`Object of type ${typeOf(value)} is not JSON serializable`);
  }
  return jsonBlock("[", items.map(nested), "]", between, options, depth);
}

function jsonBlock(
  open: string,
  parts: readonly string[],
  close: string,
  between: string,
  { indent }: JsonOptions,
  depth: number,
): string {
  if (indent === undefined || parts.length === 0) return `${open}${parts.join(between)}${close}`;
  const [outer, inner] = [`\n${indent.repeat(depth)}`, `\n${indent.repeat(depth + 1)}`];
  return `${open}${inner}${parts.join(`${between}${inner}`)}${outer}${close}`;
}

const jsonInfinity = (value: number): string => {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
};

function jsonKey(key: Value): string {
  if (typeof key === "string") return key;
  if (key === null || typeof key === "boolean" || typeof key === "number" || key instanceof Float) {
    return json(key, { sortKeys: false, ensureAscii: false });
  }
  throw new JinjaError(`keys must be str, int, float, bool or None, not ${typeOf(key)}`);
}

function jsonText(text: string, { ensureAscii }: JsonOptions): string {
  // Python writes half surrogate pairs as they are, where JSON.stringify escapes them.
  const written = JSON.stringify(text).replaceAll(/\\u(d[89a-f][0-9a-f]{2})/giu, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  if (!ensureAscii) return written;
  return written.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
