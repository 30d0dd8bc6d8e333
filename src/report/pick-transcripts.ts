import { createRng, seedOf, type Evaluation, type Transcript } from "../mdp/index.ts";

/** Whether the last turn was right: before training, and after. */
export interface Kind {
  readonly before: boolean;
  readonly after: boolean;
}

/** One problem's rollouts by the first and the last model. */
interface TranscriptPair {
  readonly before: Transcript;
  readonly after: Transcript;
}

/** The problems of one kind: how many there are, and a few of them to read. */
export interface KindSample {
  readonly kind: Kind;
  readonly problems: number;
  readonly pairs: readonly TranscriptPair[];
}

const kinds: readonly Kind[] = [
  { before: false, after: true },
  { before: true, after: false },
  { before: true, after: true },
  { before: false, after: false },
];

/** How many problems of a kind are shown. */
export const pairsPerKind = 2;

const isRight = (turns: readonly { readonly outcome: string }[]): boolean => turns.at(-1)?.outcome === "correct";

/** Problem id -> whether the first seed's last turn was right. */
function lastTurns({ problems }: Evaluation): Map<string, boolean> {
  return new Map(problems.map(({ problem, seeds }) => [problem, isRight(seeds[0]?.sequential ?? [])]));
}

function pairsOf(before: Evaluation, after: Evaluation): TranscriptPair[] {
  const byProblem = new Map(after.transcripts.map((transcript) => [transcript.problem, transcript]));
  return before.transcripts.flatMap((transcript) => {
    const other = byProblem.get(transcript.problem);
    return other === undefined ? [] : [{ before: transcript, after: other }];
  });
}

/**
 * Draws the rollouts to read: of each kind (right or wrong at the last turn, before and after training) the first
 * {@link pairsPerKind} in an order shuffled by the run's seed. Nobody picks them, and the counts of all kinds go with
 * them.
 */
export function pickTranscripts(before: Evaluation, after: Evaluation, seed: number): KindSample[] {
  const [wasRight, isRightNow] = [lastTurns(before), lastTurns(after)];
  const pairs = createRng(seedOf(seed, "report/transcripts")).shuffle(pairsOf(before, after));
  return kinds.map((kind) => ({
    kind,
    problems: [...wasRight].filter(([id, right]) => right === kind.before && isRightNow.get(id) === kind.after).length,
    pairs: pairs
      .filter((pair) => isRight(pair.before.turns) === kind.before && isRight(pair.after.turns) === kind.after)
      .slice(0, pairsPerKind),
  }));
}
