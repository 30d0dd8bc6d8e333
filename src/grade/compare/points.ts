import { type Rational, ratio } from "../numbers/rational.ts";

/** Where a variable is sampled. */
export type Domain = "positive" | "signed" | "unit" | "large" | "counting";

/** A small deterministic generator (mulberry32): the same expressions meet the same points on every machine. */
function randomBelow(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

// 97 and 101 are prime: sampled values avoid the small fractions at which expressions tend to coincide.
function sample(domain: Domain, below: (bound: number) => number): Rational {
  switch (domain) {
    case "positive":
      return ratio(BigInt(20 + below(380)), 97n);
    case "signed":
      return ratio(BigInt((20 + below(380)) * (below(2) === 0 ? 1 : -1)), 97n);
    case "unit":
      return ratio(BigInt(1 + below(100)), 101n);
    case "large":
      return ratio(BigInt(600 + below(9000)), 97n);
    case "counting":
      return { over: BigInt(1 + below(13)), under: 1n };
  }
}

/** A point of the domain for the names, the same for the same names, domain and number. */
export function pointOf(names: readonly string[], domain: Domain, number: number): Map<string, Rational> {
  const below = randomBelow(0x9e3779b9 ^ (number * 7919 + domain.length * 104729));
  return new Map(names.map((name) => [name, sample(domain, below)]));
}
