import {
  addBalls,
  type Ball,
  ballOf,
  ballZero,
  divideBalls,
  isNonZero,
  multiplyBalls,
  negateBall,
  squareRoot,
} from "./ball.ts";
import { angle, exponential, logarithm, pi, sineCosine } from "./elementary.ts";

/** A complex number whose parts are balls; an exactly real number has `im` exactly 0. */
export interface Complex {
  readonly re: Ball;
  readonly im: Ball;
}

type Maybe = Complex | null;

/** Whether the imaginary part is exactly 0. */
export const isReal = (z: Complex): boolean => z.im.mid === 0n && z.im.rad === 0;

/** A ball as a complex number; null stays null. */
export const real = (re: Ball | null): Maybe => (re === null ? null : { re, im: ballZero });

const both = (re: Ball | null, im: Ball | null): Maybe => (re === null || im === null ? null : { re, im });

/** The imaginary unit. */
export const imaginaryUnit: Complex = { re: ballZero, im: ballOf(1) };
const complexOne: Complex = { re: ballOf(1), im: ballZero };

/**
 * The complex numbers at `precision` bits: arithmetic and the elementary functions, principal branches. A result of null stands for
 * undefined, or too vague to be told from undefined.
 */
export class ComplexField {
  readonly precision: number;

  constructor(precision: number) {
    this.precision = precision;
  }

  add(a: Complex, b: Complex): Maybe {
    return both(addBalls(a.re, b.re, this.precision), addBalls(a.im, b.im, this.precision));
  }

  negate(a: Complex): Complex {
    return { re: negateBall(a.re), im: negateBall(a.im) };
  }

  multiply(a: Complex, b: Complex): Maybe {
    if (isReal(a) && isReal(b)) return real(this.#product(a.re, b.re));
    const re = this.#minus(this.#product(a.re, b.re), this.#product(a.im, b.im));
    return both(re, this.#plus(this.#product(a.re, b.im), this.#product(a.im, b.re)));
  }

  divide(a: Complex, b: Complex): Maybe {
    if (isReal(b)) return both(this.#over(a.re, b.re), this.#over(a.im, b.re));
    const above = this.multiply(a, { re: b.re, im: negateBall(b.im) });
    const below = this.#norm(b);
    return above === null ? null : both(this.#over(above.re, below), this.#over(above.im, below));
  }

  squareRoot(a: Complex): Maybe {
    if (isReal(a)) {
      if (a.re.mid >= 0n || !isNonZero(a.re)) return real(this.#root(a.re));
      return both(ballZero, this.#root(negateBall(a.re)));
    }
    const modulus = this.#root(this.#norm(a));
    if (a.re.mid >= 0n) {
      const re = this.#root(this.#half(this.#plus(modulus, a.re)));
      return both(re, this.#half(this.#over(a.im, re)));
    }
    const size = this.#root(this.#half(this.#minus(modulus, a.re)));
    const im = size !== null && a.im.mid < 0n ? negateBall(size) : size;
    return both(this.#half(this.#over(a.im, im)), im);
  }

  exponential(a: Complex): Maybe {
    const scale = exponential(a.re, this.precision);
    if (scale === null || isReal(a)) return real(scale);
    const turn = sineCosine(a.im, this.precision);
    return turn === null ? null : both(this.#product(scale, turn[1]), this.#product(scale, turn[0]));
  }

  logarithm(a: Complex): Maybe {
    if (isReal(a) && a.re.mid > 0n) return real(logarithm(a.re, this.precision));
    if (isReal(a)) {
      return isNonZero(a.re) ? both(logarithm(negateBall(a.re), this.precision), pi(this.precision)) : null;
    }
    const norm = this.#norm(a);
    return both(norm === null ? null : this.#half(logarithm(norm, this.precision)), this.#angle(a));
  }

  /** [sin a, cos a]. */
  sineCosine(a: Complex): readonly [Complex, Complex] | null {
    if (isReal(a)) {
      const turn = sineCosine(a.re, this.precision);
      return turn === null
        ? null
        : [
            { re: turn[0], im: ballZero },
            { re: turn[1], im: ballZero },
          ];
    }
    const turned = this.exponential({ re: negateBall(a.im), im: a.re });
    const back = turned === null ? null : this.divide(complexOne, turned);
    if (turned === null || back === null) return null;
    const [sum, difference] = [this.add(turned, back), this.add(turned, this.negate(back))];
    if (sum === null || difference === null) return null;
    const cosine = both(this.#half(sum.re), this.#half(sum.im));
    const sine = both(this.#half(difference.im), this.#half(negateBall(difference.re)));
    return sine === null || cosine === null ? null : [sine, cosine];
  }

  absolute(a: Complex): Maybe {
    return real(isReal(a) ? (a.re.mid < 0n ? negateBall(a.re) : a.re) : this.#root(this.#norm(a)));
  }

  power(base: Complex, exponent: Complex): Maybe {
    const log = this.logarithm(base);
    const product = log === null ? null : this.multiply(log, exponent);
    return product === null ? null : this.exponential(product);
  }

  /** base^exponent by repeated squaring; `exponent` is an integer of at most 2^53. */
  integerPower(base: Complex, exponent: number): Maybe {
    let result: Complex = complexOne;
    let square = base;
    for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
      const next = n % 2 === 1 ? this.multiply(result, square) : result;
      const squared = n > 1 ? this.multiply(square, square) : square;
      if (next === null || squared === null) return null;
      [result, square] = [next, squared];
    }
    return exponent < 0 ? this.divide(complexOne, result) : result;
  }

  /** arctan of a real number; null for others. */
  arcTangent(a: Complex): Maybe {
    return isReal(a) ? real(this.#angle({ re: ballOf(1), im: a.re })) : null;
  }

  /** The angle of a real point (x, y). */
  angle(y: Complex, x: Complex): Maybe {
    return isReal(x) && isReal(y) ? real(this.#angle({ re: x.re, im: y.re })) : null;
  }

  #angle(z: Complex): Ball | null {
    return angle(z.im, z.re, (a, b) => divideBalls(a, b, this.precision), this.precision);
  }
  #plus(a: Ball | null, b: Ball | null): Ball | null {
    return a === null || b === null ? null : addBalls(a, b, this.precision);
  }
  #minus(a: Ball | null, b: Ball | null): Ball | null {
    return this.#plus(a, b === null ? null : negateBall(b));
  }
  #product(a: Ball, b: Ball): Ball | null {
    return multiplyBalls(a, b, this.precision);
  }
  #over(a: Ball | null, b: Ball | null): Ball | null {
    return a === null || b === null ? null : divideBalls(a, b, this.precision);
  }
  #root(a: Ball | null): Ball | null {
    return a === null ? null : squareRoot(a, this.precision);
  }
  #half(a: Ball | null): Ball | null {
    return a === null ? null : { ...a, exp: a.exp - 1 };
  }
  #norm(a: Complex): Ball | null {
    return this.#plus(this.#product(a.re, a.re), this.#product(a.im, a.im));
  }
}
