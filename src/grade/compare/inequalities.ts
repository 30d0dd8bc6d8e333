import { ratio } from "../numbers/rational.ts";
import { apply, type Node, numberNode, rebuild, type Relation } from "../parse/node.ts";
import { signOf, unknownsOf } from "./expressions.ts";
import type { RealSet } from "./real-sets.ts";
import type { Comparison, Verdict } from "./verdict.ts";

/** Whether a sign of left - right satisfies the relation. */
const satisfying: Readonly<Partial<Record<Relation, (sign: -1 | 0 | 1) => boolean>>> = {
  "<": (sign) => sign < 0,
  "<=": (sign) => sign <= 0,
  ">": (sign) => sign > 0,
  ">=": (sign) => sign >= 0,
  "=": (sign) => sign === 0,
  "!=": (sign) => sign !== 0,
};

/** Whether conditions hold where `name` is `value`; null where that cannot be told. Where a side is undefined they do not hold. */
function holdsAt(conditions: Node, name: string, value: Node, comparison: Comparison): boolean | null {
  if (conditions.kind === "group") {
    const results = conditions.items.map((item) =>
      item.kind === "relation" ? holdsAt(item, name, value, comparison) : null,
    );
    if (results.includes(null)) return null;
    return conditions.joint === "or" ? results.includes(true) : !results.includes(false);
  }
  if (conditions.kind !== "relation") return null;
  const there = conditions.sides.map((side) =>
    rebuild(side, (node) => (node.kind === "symbol" && node.name === name ? value : node)),
  );
  for (const [i, relation] of conditions.relations.entries()) {
    const [left, right] = [there[i], there[i + 1]];
    if (relation === "in" && left?.kind === "number" && right?.kind === "constant" && right.name === "integers") {
      if (left.value.under !== 1n) return false;
      continue;
    }
    const isSatisfied = satisfying[relation];
    if (left === undefined || right === undefined || isSatisfied === undefined) return null;
    const sign = signOf(apply("subtract", left, right), comparison);
    if (sign === null || !isSatisfied(sign)) return false;
  }
  return true;
}

interface Probe {
  readonly place: number;
  readonly node: Node;
}

const gridUnits = 2 ** 20;
const everywhere = [-1009.7, -11.3, -1.7, -0.31, 0.29, 1.9, 12.7, 1013.3];

const probeAt = (place: number): Probe => {
  const units = Math.round(place * gridUnits);
  return { place: units / gridUnits, node: numberNode(ratio(BigInt(units), BigInt(gridUnits))) };
};

/** The ends of the set exactly, places just beside them and between them, and some far away. */
function probesFor(set: RealSet): Probe[] {
  const ends = set.flatMap(({ low, high }) => [low, high]).filter((end) => Math.abs(end.value) < 1e9);
  const places = ends.map((end) => end.value).sort((a, b) => a - b);
  const beside = places.flatMap((place) => [place - 1 / 128, place + 1 / 128]);
  const between = places.slice(1).map((place, i) => (place + (places[i] ?? place)) / 2);
  return [
    ...ends.map((end) => ({ place: end.value, node: end.node })),
    ...[...beside, ...between, ...everywhere].map(probeAt),
  ];
}

function isMember(set: RealSet, place: number): boolean {
  return set.some(({ low, high, hasLow, hasHigh }) => {
    if (place === low.value || place === high.value) return place === low.value ? hasLow : hasHigh;
    return place > low.value && place < high.value;
  });
}

/** Compares a set of real numbers with unsolved conditions on one unknown, at the ends of the set, beside and between them. */
export function compareWithConditions(set: RealSet, conditions: Node, comparison: Comparison): Verdict {
  const [name, ...others] = unknownsOf(conditions);
  if (others.length > 0) return "different";
  if (name === undefined || set.length > 20) return "unknown";
  for (const { place, node } of probesFor(set)) {
    const holds = holdsAt(conditions, name, node, comparison);
    if (holds === null) return "unknown";
    if (holds !== isMember(set, place)) return "different";
  }
  return "equal";
}
