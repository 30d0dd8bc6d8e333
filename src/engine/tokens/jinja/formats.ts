import { JinjaError } from "./jinja-error.ts";
import { pad } from "./python-strings.ts";
import { repr, str } from "./text.ts";
import type { Arguments, Value } from "./values.ts";
import { Float, isList, numberOf, Tuple, typeOf } from "./values.ts";

/** Python's `str.format`: `{}`, `{0}`, `{name}` and `{{`; anything finer is refused. */
export function formatBraces(text: string, { positional, named }: Arguments): string {
  let next = 0;
  return text.replaceAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (found, field: string | undefined) => {
    if (found === "{{" || found === "}}") return found.slice(1);
    if (field === undefined || !/^\w*$/.test(field))
      throw new JinjaError(`format ${JSON.stringify(found)} is not supported`);
    const value = /^\d*$/.test(field) ? positional[field === "" ? next++ : Number(field)] : named.get(field);
    if (value === undefined) throw new JinjaError(`format has no argument for ${found}`);
    return str(value);
  });
}

/** Python's `text % values`: `%s`, `%r`, `%d`, `%f` with flags, width and precision. */
export function formatPercent(text: string, given: Value): string {
  const values = given instanceof Tuple ? [...given.items] : [given];
  let used = 0;
  const written = text.replaceAll(
    /%(?:\((\w+)\))?([-0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (found, key: string | undefined, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      const value = key === undefined ? values[used++] : given instanceof Map ? given.get(key) : undefined;
      if (value === undefined) throw new JinjaError("not enough arguments for format string");
      const one = converted(kind, value, precision, found);
      const fill = flags.includes("0") && kind !== "s" && kind !== "r" ? "0" : " ";
      return pad(one, Number(width), flags.includes("-") ? "right" : "left", fill);
    },
  );
  if (used < values.length && !(given instanceof Map) && !(isList(given) && used === 0 && text === written)) {
    throw new JinjaError("not all arguments converted during string formatting");
  }
  return written;
}

function converted(kind: string, value: Value, precision: string | undefined, found: string): string {
  if (kind === "s" || kind === "r") {
    const text = kind === "s" ? str(value) : repr(value);
    return precision === undefined ? text : [...text].slice(0, Number(precision)).join("");
  }
  const number = numberOf(value);
  if (number === undefined) throw new JinjaError(`${found} must be given a number, got ${typeOf(value)}`);
  if (kind === "d" || kind === "i") return String(value instanceof Float ? Math.trunc(number) : number);
  if (kind === "f") return number.toFixed(precision === undefined ? 6 : Number(precision));
  throw new JinjaError(`format ${found} is not supported`);
}
