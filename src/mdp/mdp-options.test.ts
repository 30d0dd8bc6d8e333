import { expect, test } from "vitest";
import { mdpSchema, samplingOf } from "./mdp-options.ts";

const faults = (input: unknown): string[] =>
  mdpSchema.safeParse(input).error?.issues.map(({ message }) => message) ?? [];

test("all keys have defaults: the authors' settings", () => {
  expect(mdpSchema.parse({})).toEqual({
    introspection: "authors-code",
    critic: "none",
    rewards: { noAnswer: 0 },
    temperature: 1,
    maxTokens: 1000,
  });
});

test("a value out of bounds says what is wanted, what was got and the cure; an unknown key is refused", () => {
  expect(faults({ attemptsInView: 0 })).toEqual([
    "must be a whole number >= 1, got 0; or leave it out: as many as were seen in training",
  ]);
  expect(faults({ rewards: { noAnswer: 0.5 } })[0]).toContain("must be in [-1, 0], got 0.5");
  expect(faults({ temprature: 1 })[0]).toContain("temprature");
});

test("sampling takes the whole distribution", () => {
  expect(samplingOf(mdpSchema.parse({}), 0.7)).toEqual({ temperature: 0.7, topP: 1, maxTokens: 1000 });
});
