import { expect, test } from "vitest";
import { pairedDifference, shareOf } from "../evaluate/intervals.ts";
import { count, isObserved, percent, percentWithInterval, points, pointsWithInterval } from "./words.ts";

test("shares are written in percent and differences in points, to a tenth", () => {
  expect(percent(0.4567)).toBe("45.7");
  expect(percent(-0.0001)).toBe("0.0"); // no minus before nothing
  expect([points(0.168), points(-0.03), points(0)]).toEqual(["+16.8", "-3.0", "0.0"]);
});

test("an interval stands behind its figure", () => {
  expect(percentWithInterval({ value: 0.412, low: 0.37, high: 0.455 })).toBe("41.2 [37.0, 45.5]");
  expect(pointsWithInterval({ value: 0.168, low: -0.01, high: 0.214 })).toBe("+16.8 [-1.0, 21.4]");
});

test("counts have their thousands apart", () => {
  expect(count(1204331.6)).toBe("1,204,332");
});

test("a share of nobody, and a difference of none, are told from those that were observed", () => {
  expect([shareOf([]), pairedDifference([])].map(isObserved)).toEqual([false, false]);
  const one = [shareOf([{ hits: 0, trials: 1 }]), shareOf([{ hits: 1, trials: 1 }]), pairedDifference([0])];
  expect([...one, pairedDifference([1]), pairedDifference([-1])].map(isObserved)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
});
