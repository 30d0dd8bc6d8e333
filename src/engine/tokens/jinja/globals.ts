import { bind, integerArgument } from "./arguments.ts";
import { JinjaError } from "./jinja-error.ts";
import { str } from "./text.ts";
import type { Arguments, Dict, Value } from "./values.ts";
import { Callable, itemsOf, Namespace } from "./values.ts";

/** A range must not take the memory. */
const MOST_ITEMS = 100_000;

function range({ positional, named }: Arguments): Value {
  bind("range", { positional, named }, ["start", "stop", "step"]);
  const [first = 0, second, step = 1] = positional.map((value) => integerArgument("range", value));
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (step === 0 || count > MOST_ITEMS)
    throw new JinjaError(`range must have at most ${MOST_ITEMS} items, got ${count}`);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

function dict({ positional, named }: Arguments): Dict {
  const given = positional.flatMap((value): (readonly [Value, Value])[] =>
    value instanceof Map
      ? [...value]
      : itemsOf(value).map((pair) => [itemsOf(pair)[0] ?? null, itemsOf(pair)[1] ?? null] as const),
  );
  return new Map<Value, Value>([...given, ...named]);
}

/** The names that every template knows. */
export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
  ["range", new Callable(range)],
  ["dict", new Callable(dict)],
  [
    "namespace",
    new Callable((args) => new Namespace(new Map([...dict(args)].map(([key, value]) => [str(key), value])))),
  ],
  [
    "raise_exception",
    new Callable((args) => {
      throw new JinjaError(str(bind("raise_exception", args, ["message"])[0] ?? null));
    }),
  ],
]);
