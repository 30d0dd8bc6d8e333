/** A calculation that a text writes out. */
export interface Calculation {
  readonly written: string;
  readonly isRight: boolean;
}

const number = String.raw`\d{1,15}(?:\.\d{1,9})?`;
const calculation = new RegExp(
  String.raw`(?<![\d.)]|[-+*/x×÷]\s*)(${number})\s*([-+*/x×÷])\s*(${number})\s*=\s*(-?${number})`,
  "g",
);

/** The calculations with two operands that a text writes out, such as `12*3=36`; longer ones are left aside. */
export function calculationsOf(text: string): readonly Calculation[] {
  return [...text.matchAll(calculation)].map(([written, left, operator = "", right, result]) => {
    const value = calculate(operator, Number(left), Number(right));
    return { written, isRight: Math.abs(value - Number(result)) <= 1e-6 * Math.max(1, Math.abs(value)) };
  });
}

function calculate(operator: string, left: number, right: number): number {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  return operator === "/" || operator === "÷" ? left / right : left * right;
}
