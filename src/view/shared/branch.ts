import type { BranchAnswer, LongText, RolloutAnswer } from "./answers.ts";

const twigCharacters = 400;

/** A rollout as the tree shows it. */
export function branchOf({ row, turns, parallel }: RolloutAnswer): BranchAnswer {
  return {
    row,
    turns: turns.map((turn) => {
      const { by, outcome, answer, reward, weights, why, isTruncated, isTrunks, candidates } = turn;
      return {
        text: brief(turn.text),
        by,
        answer,
        weights,
        isTruncated,
        ...(outcome === undefined ? {} : { outcome }),
        ...(reward === undefined ? {} : { reward }),
        ...(why === undefined ? {} : { why }),
        ...(isTrunks === undefined ? {} : { isTrunks }),
        ...(candidates === undefined
          ? {}
          : { candidates: candidates.map((one) => ({ ...one, text: brief(one.text) })) }),
      };
    }),
    parallel: parallel.map((one) => ({ ...one, text: brief(one.text) })),
  };
}

const brief = ({ text, length }: LongText): LongText => ({ text: text.slice(0, twigCharacters), length });
