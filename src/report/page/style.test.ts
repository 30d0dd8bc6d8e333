import { describe, expect, test } from "vitest";
import { modelColours } from "./colours.ts";
import { styleSheet } from "./style.ts";

/** A colour's relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const linear = (at: number): number => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
}

/** WCAG's contrast of two colours, from 1 to 21. */
function contrast(a: string, b: string): number {
  const [bright = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dark + 0.05);
}

const [light = "", dark = ""] = styleSheet.split("@media (prefers-color-scheme: dark)");
const paletteOf = (css: string): Map<string, string> =>
  new Map([...css.matchAll(/--([\w-]+): (#[\da-f]{6})/g)].map(([, name = "", colour = ""]) => [name, colour]));

describe.each([
  ["light", paletteOf(light)],
  ["dark", paletteOf(dark)],
])("in the %s scheme", (_, palette) => {
  const colour = (name: string): string => {
    const hex = palette.get(name);
    if (hex === undefined) throw new Error(`no colour --${name}`);
    return hex;
  };

  test.each([
    ["ink", "paper"],
    ["ink", "sheet"],
    ["quiet", "paper"],
    ["quiet", "sheet"],
    ["right", "right-sheet"],
    ["wrong", "wrong-sheet"],
  ])("text in --%s on --%s has a contrast of 4.5 (WCAG AA)", (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test("every model's line stands out from the paper by 3 (WCAG AA, graphics)", () => {
    for (let model = 0; model < modelColours; model++) {
      expect(contrast(colour(`model-${model}`), colour("paper"))).toBeGreaterThanOrEqual(3);
    }
  });
});
