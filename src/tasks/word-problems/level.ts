/** An inclusive range of integers. */
export type Range = readonly [low: number, high: number];

/** What a difficulty level draws from. */
export interface Level {
  /** Calculations per problem. */
  readonly steps: Range;
  /** A quantity that stands alone in the text: what is there at first, added or taken away. */
  readonly amount: Range;
  /** How many groups, how many times as many, among how many. */
  readonly factor: Range;
  /** The size of one group, as in "3 boxes of 12". */
  readonly groupSize: Range;
  /** No result of a calculation is larger. */
  readonly largest: number;
}

/** The named levels of difficulty, from 2 to 6 calculations. */
export const levels = {
  easy: { steps: [2, 2], amount: [2, 20], factor: [2, 5], groupSize: [2, 9], largest: 60 },
  medium: { steps: [3, 3], amount: [5, 60], factor: [2, 6], groupSize: [3, 15], largest: 200 },
  hard: { steps: [4, 4], amount: [10, 99], factor: [2, 9], groupSize: [5, 40], largest: 500 },
  expert: { steps: [5, 6], amount: [20, 400], factor: [2, 12], groupSize: [11, 99], largest: 2000 },
} as const satisfies Record<string, Level>;

/** The name of a level. */
export type LevelName = keyof typeof levels;
