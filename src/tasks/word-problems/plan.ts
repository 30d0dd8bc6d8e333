import { pick, type Rng } from "../../mdp/index.ts";
import type { Level, Range } from "./level.ts";
import type { EventKind } from "./story.ts";

/** One calculation with an exact integer result. */
export interface Calculation {
  readonly left: number;
  readonly operator: "+" | "-" | "*" | "/";
  readonly right: number;
  readonly result: number;
}

/** One sentence's worth of arithmetic: the numbers its template names, and the calculations it asks for. */
export interface Event {
  readonly kind: EventKind | "opening" | "groupOpening";
  readonly n?: number;
  readonly k?: number;
  readonly calculations: readonly Calculation[];
  /** The quantity that the story follows, after this event. */
  readonly quantity: number;
}

/** Where two quantities are named, one says how many groups and one how large they are: more numbers than one calculation. */
const calculationsOf: Record<EventKind, number> = {
  add: 1,
  subtract: 1,
  multiply: 1,
  divide: 1,
  addGroups: 2,
  subtractGroups: 2,
  joinMore: 2,
  joinTimes: 2,
};

/** Kinds that would read oddly twice in one story. */
const onlyOnce: readonly EventKind[] = ["multiply", "divide", "joinMore", "joinTimes"];

const maxDraws = 50;

/**
 * Draws a story's arithmetic: an opening, then events until the level's number of calculations is reached.
 *
 * @param kinds the events that the story can tell
 * @returns events of `steps` calculations altogether, every result an integer in [1, level.largest]
 */
export function drawPlan(rng: Rng, level: Level, kinds: readonly EventKind[]): readonly Event[] {
  const steps = drawFrom(rng, level.steps);
  for (;;) {
    const plan = tryPlan(rng, level, kinds, steps);
    if (plan !== undefined) return plan;
  }
}

function tryPlan(rng: Rng, level: Level, kinds: readonly EventKind[], steps: number): readonly Event[] | undefined {
  const events = [drawOpening(rng, level)];
  for (let draw = 0; draw < maxDraws; draw++) {
    const missing = steps - events.reduce((sum, event) => sum + event.calculations.length, 0);
    if (missing === 0) return events;
    const told = events.map(({ kind }) => kind);
    const possible = kinds.filter(
      (kind) => calculationsOf[kind] <= missing && !(onlyOnce.includes(kind) && told.includes(kind)),
    );
    const event = drawEvent(rng, level, pick(rng, possible), events.at(-1)?.quantity ?? 0);
    if (event.calculations.every(({ result }) => isAllowed(result, level))) events.push(event);
  }
  return undefined;
}

const isAllowed = (result: number, { largest }: Level): boolean =>
  Number.isInteger(result) && result >= 1 && result <= largest;

function drawOpening(rng: Rng, level: Level): Event {
  if (rng.next() < 0.5) {
    const n = drawFrom(rng, level.amount);
    return { kind: "opening", n, calculations: [], quantity: n };
  }
  const [k, n] = [drawFrom(rng, level.factor), drawFrom(rng, level.groupSize)];
  return { kind: "groupOpening", n, k, calculations: [calculate(k, "*", n)], quantity: k * n };
}

/** May return calculations that the level does not allow; the caller draws again. */
function drawEvent(rng: Rng, level: Level, kind: EventKind, quantity: number): Event {
  const n = drawFrom(rng, kind.endsWith("Groups") ? level.groupSize : level.amount);
  const k = drawFrom(rng, level.factor);
  const event = (named: { n?: number; k?: number }, ...calculations: Calculation[]): Event => ({
    kind,
    ...named,
    calculations,
    quantity: calculations.at(-1)?.result ?? quantity,
  });
  const groups = calculate(k, "*", n);
  switch (kind) {
    case "add":
      return event({ n }, calculate(quantity, "+", n));
    case "subtract":
      return event({ n }, calculate(quantity, "-", n));
    case "multiply":
      return event({ k }, calculate(quantity, "*", k));
    case "divide":
      return event({ k }, calculate(quantity, "/", k));
    case "addGroups":
      return event({ n, k }, groups, calculate(quantity, "+", groups.result));
    case "subtractGroups":
      return event({ n, k }, groups, calculate(quantity, "-", groups.result));
    case "joinMore":
      return event({ n }, calculate(quantity, "+", n), calculate(quantity, "+", quantity + n));
    case "joinTimes":
      return event({ k }, calculate(quantity, "*", k), calculate(quantity, "+", quantity * k));
  }
}

function calculate(left: number, operator: Calculation["operator"], right: number): Calculation {
  const result = { "+": left + right, "-": left - right, "*": left * right, "/": left / right }[operator];
  return { left, operator, right, result };
}

function drawFrom(rng: Rng, [low, high]: Range): number {
  return low + rng.below(high - low + 1);
}
