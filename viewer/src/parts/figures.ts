const whole = new Intl.NumberFormat("en");

/** A count: 12,345. */
export const count = (value: number): string => whole.format(value);

/** A count with its noun: "1 turn", "2 turns". */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** A weight or a reward: three digits that matter. */
export const figure = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
