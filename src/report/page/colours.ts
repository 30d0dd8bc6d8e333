/** How many model colours the style sheet defines; later models share the last one. */
export const modelColours = 6;

/** A model's colour, the same in every chart and legend: base is grey, the iterations are Okabe and Ito's. */
export function modelColour(model: number): string {
  return `var(--model-${Math.min(model, modelColours - 1)})`;
}
