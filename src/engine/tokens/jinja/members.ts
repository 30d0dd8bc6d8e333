import { JinjaError } from "./jinja-error.ts";
import { isForbidden, methodOf } from "./methods.ts";
import type { Value } from "./values.ts";
import { Callable, characters, isList, Namespace, numberOf, Tuple, typeOf, Undefined } from "./values.ts";

/** `value.name`: a method, else an item, else undefined. */
export function attributeOf(value: Value, name: string): Value {
  refuseUndefined(value);
  if (value instanceof Namespace) return value.fields.get(name) ?? missing(value, name, value.fields.has(name));
  if (isForbidden(value, name))
    throw new JinjaError(`access to attribute '${name}' of '${typeOf(value)}' object is unsafe`);
  const method = methodOf(value, name);
  if (method !== undefined) return new Callable(method);
  return value instanceof Map
    ? (value.get(name) ?? missing(value, name, value.has(name)))
    : missing(value, name, false);
}

/** `value[key]`: an item, else a method, else undefined. */
export function itemOf(value: Value, key: Value): Value {
  refuseUndefined(value);
  if (value instanceof Map && value.has(key)) return value.get(key) ?? null;
  const list = typeof value === "string" ? characters(value) : value instanceof Tuple ? value.items : value;
  const place = numberOf(key);
  if (isList(list) && place !== undefined && Number.isInteger(place)) {
    return list[place < 0 ? list.length + place : place] ?? missingItem(value, list, place);
  }
  return typeof key === "string"
    ? attributeOf(value, key)
    : new Undefined(`${typeOf(value)} object has no such element`);
}

function missingItem(value: Value, list: readonly Value[], place: number): Value {
  const at = place < 0 ? list.length + place : place;
  return at >= 0 && at < list.length ? null : new Undefined(`${typeOf(value)} object has no element ${place}`);
}

/** `null` is a value that `??` passes over. */
function missing(value: Value, name: string, isThere: boolean): Value {
  return isThere ? null : new Undefined(`'${typeOf(value)} object' has no attribute '${name}'`);
}

function refuseUndefined(value: Value): void {
  if (value instanceof Undefined)
    throw new JinjaError(value.what.includes(" ") ? value.what : `'${value.what}' is undefined`);
}

/** `value[start:stop:step]`. */
export function slice(value: Value, bounds: readonly (number | undefined)[]): Value {
  refuseUndefined(value);
  const items = typeof value === "string" ? characters(value) : value instanceof Tuple ? value.items : value;
  if (!isList(items)) throw new JinjaError(`'${typeOf(value)}' object cannot be sliced`);
  const [start, stop, step = 1] = bounds;
  if (step === 0) throw new JinjaError("slice step cannot be zero");
  const end = items.length;
  const clipped = (at: number): number => {
    const place = at < 0 ? at + end : at;
    return step > 0 ? Math.min(Math.max(place, 0), end) : Math.min(Math.max(place, -1), end - 1);
  };
  const from = start === undefined ? (step > 0 ? 0 : end - 1) : clipped(start);
  const to = stop === undefined ? (step > 0 ? end : -1) : clipped(stop);
  const taken: Value[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) taken.push(items[at] ?? null);
  if (typeof value === "string") return taken.join("");
  return value instanceof Tuple ? new Tuple(taken) : taken;
}
