import { describe, expect, test } from "vitest";
import { type Ball, ballFromRational, squareRoot } from "./ball.ts";
import { arcTangent, exponential, logarithm, pi, sineCosine } from "./elementary.ts";

const precision = 160;
const shownPlaces = 40n;

const ballOf = (over: bigint, under: bigint): Ball => {
  const ball = ballFromRational({ over, under }, precision);
  if (ball === null) throw new Error("the fraction is in range");
  return ball;
};

/** The ball times 10^40, rounded down, with its error in the same unit. */
function shown(ball: Ball | null): { digits: bigint; error: number } {
  if (ball === null) throw new Error("the function is defined there");
  return { digits: (ball.mid * 10n ** shownPlaces) >> BigInt(-ball.exp), error: ball.rad * 2 ** ball.exp * 1e40 };
}

// Forty decimals from mpmath 1.3 at 45 digits.
const references: readonly (readonly [string, Ball | null, bigint])[] = [
  ["e", exponential(ballOf(1n, 1n), precision), 27182818284590452353602874713526624977572n],
  ["pi", pi(precision), 31415926535897932384626433832795028841971n],
  ["ln 10", logarithm(ballOf(10n, 1n), precision), 23025850929940456840179914546843642076011n],
  ["sin 1", sineCosine(ballOf(1n, 1n), precision)?.[0] ?? null, 8414709848078965066525023216302989996225n],
  ["cos -7", sineCosine(ballOf(-7n, 1n), precision)?.[1] ?? null, 7539022543433046381411975217191820122183n],
  ["arctan 5", arcTangent(ballOf(5n, 1n), precision), 13734007669450158608612719264449611486509n],
  ["sqrt 2", squareRoot(ballOf(2n, 1n), precision), 14142135623730950488016887242096980785696n],
];

describe("elementary functions of balls", () => {
  test.each(references)("%s agrees with its known digits within a stated error below 1e-40", (_, ball, digits) => {
    const result = shown(ball);
    expect(result.error).toBeLessThan(1);
    const distance = result.digits - digits;
    expect(distance >= -1n && distance <= 1n).toBe(true);
  });
});
