import {
  createRng,
  type AttemptOutcome,
  type Comparison,
  type Estimate,
  type Evaluation,
  type Flow,
  type ProblemOutcomes,
  type Rng,
  type Transcript,
} from "../../src/mdp/index.ts";
import type { IterationRecord, ReportInput } from "../../src/report/index.ts";

/** Text that would break a page that does not escape it, and shows if it did. */
export const hostileText = `</pre><script>alert("x")</script><img src=x onerror=alert(1)> & 'q' \u202e54 = x\u0007`;

const problems = 400;
const turns = 5;

/** How a made-up model behaves: right at turn 1, wrong to right, right to wrong, each with a probability. */
interface Behaviour {
  readonly name: string;
  readonly right: number;
  readonly repairs: number;
  readonly breaks: number;
}

/** A share with a margin for its interval. */
function estimate(value: number, of = problems): Estimate {
  const margin = 1.96 * Math.sqrt((value * (1 - value)) / of);
  return { value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) };
}

function attempt(isCorrect: boolean, rng: Rng): AttemptOutcome {
  const draw = rng.next();
  const wrong = draw < 0.08 ? "noAnswer" : "wrong";
  const outcome = isCorrect ? "correct" : wrong;
  return {
    outcome,
    answerClass: outcome === "noAnswer" ? null : isCorrect ? 0 : 1 + rng.below(4),
    truncated: outcome === "noAnswer" && draw < 0.03,
    generatedTokens: 60 + rng.below(40),
    readTokens: 120,
  };
}

function rollout({ right, repairs, breaks }: Behaviour, rng: Rng): AttemptOutcome[] {
  let isCorrect = rng.next() < right;
  return Array.from({ length: turns }, (_, t) => {
    if (t > 0) isCorrect = isCorrect ? rng.next() >= breaks : rng.next() < repairs;
    return attempt(isCorrect, rng);
  });
}

function shareOf<T>(items: readonly T[], matches: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(matches).length / items.length;
}

function flow(rollouts: readonly (readonly AttemptOutcome[])[], t: number): Flow {
  const pairs = rollouts.map((one) => ({ before: one[t], after: one[t + 1] }));
  const [right, wrong] = [
    pairs.filter(({ before }) => before?.outcome === "correct"),
    pairs.filter(({ before }) => before?.outcome !== "correct"),
  ];
  const broken = shareOf(right, ({ after }) => after?.outcome !== "correct");
  const repaired = shareOf(wrong, ({ after }) => after?.outcome === "correct");
  return {
    rightToWrong: estimate((broken * right.length) / problems),
    wrongToRight: estimate((repaired * wrong.length) / problems),
    atRisk: { rightToWrong: estimate(broken, right.length), wrongToRight: estimate(repaired, wrong.length) },
    unchanged: estimate(shareOf(pairs, ({ before, after }) => before?.answerClass === after?.answerClass)),
    noAnswer: estimate(shareOf(pairs, ({ after }) => after?.outcome === "noAnswer")),
    truncated: estimate(shareOf(pairs, ({ after }) => after?.truncated === true)),
  };
}

function transcript(outcomes: ProblemOutcomes, i: number): Transcript {
  return {
    problem: outcomes.problem,
    question: `Ana has ${i} apples and buys ${i + 3} more. She gives 2 to Ben. How many are left? ${i === 0 ? hostileText : ""}`,
    goldAnswer: String(2 * i + 1),
    turns: (outcomes.seeds[0]?.sequential ?? []).map(({ outcome, answerClass }) => {
      const answer = 2 * i + 1 + (answerClass ?? 0);
      const text = `${i} + ${i + 3} = ${2 * i + 3}\n${2 * i + 3} - 2 = ${answer}\n`;
      const ending = outcome === "noAnswer" ? "and so and so and so" : `#### ${answer}`;
      return {
        text: text + ending + (i === 0 ? hostileText : ""),
        outcome,
        answer: outcome === "noAnswer" ? null : String(answer),
      };
    }),
  };
}

function evaluationOf(behaviour: Behaviour): Evaluation {
  const rng = createRng(7);
  const outcomes = Array.from({ length: problems }, (_, i): ProblemOutcomes => {
    const sequential = rollout(behaviour, rng);
    return { problem: `test-${i}`, seeds: [{ sequential, parallel: sequential.slice(0, 1) }] };
  });
  const rollouts = outcomes.map(({ seeds }) => seeds[0]?.sequential ?? []);
  const all = rollouts.flat();
  const turnShares = Array.from({ length: turns }, (_, t) => shareOf(rollouts, (one) => one[t]?.outcome === "correct"));
  const last = turnShares.at(-1) ?? 0;
  const parallel = Array.from({ length: 8 }, (_, k) => estimate(behaviour.right + 0.09 * Math.sqrt(k / 7)));
  const vote = estimate(Math.min(1, last + 0.06));
  const share = (outcome: string): number => shareOf(all, (one) => one.outcome === outcome);
  return {
    scores: {
      name: behaviour.name,
      problems,
      seeds: 1,
      metrics: {
        "m1@t1": estimate(turnShares[0] ?? 0),
        "m5@t1": parallel[4] ?? estimate(0),
        "m1@t5": vote,
        "p1@t5": estimate(Math.min(1, last + 0.15)),
        "pass@5": estimate(behaviour.right + 0.2),
        "m@t1 equal tokens": parallel[5] ?? estimate(0),
        equalTokensSamples: 6,
        turns: turnShares.map((value) => estimate(value)),
        parallel,
        sequential: turnShares.map((value, t) => estimate(value + (t > 1 ? 0.05 : 0))),
        flows: Array.from({ length: turns - 1 }, (_, t) => flow(rollouts, t)),
        outcomes: {
          correct: share("correct"),
          wrong: share("wrong"),
          noAnswer: share("noAnswer"),
          error: 0,
          truncated: shareOf(all, ({ truncated }) => truncated),
        },
        tokens: { generated: 402.3, read: 1130.1, parallelGenerated: 553, parallelRead: 961 },
      },
    },
    attemptsInView: 1,
    problems: outcomes,
    transcripts: outcomes.slice(0, 24).map(transcript),
  };
}

function difference(a: string, b: string, metric: string, value: number): Comparison {
  const margin = 0.045;
  return {
    a,
    b,
    metric,
    difference: { value, low: value - margin, high: value + margin },
    distinguishable: Math.abs(value) > margin,
  };
}

function iteration(k: number): IterationRecord {
  const rng = createRng(k);
  return {
    iteration: k,
    gathered: {
      trajectories: 2000,
      attempts: 3412,
      solved: 1260,
      improvements: 740,
      rightImprovements: 498,
      undecided: 0,
      truncated: 12,
      tokens: { generated: 1_204_332, read: 2_204_101 },
    },
    weights: { examples: 4152 * k, effectiveSampleSize: 2711.4 * k, smallest: 0.16, largest: 1.94 },
    training: {
      losses: Array.from({ length: 320 * k }, (_, step) => 0.2 + 0.5 * Math.exp(-step / 60) + 0.05 * rng.next()),
    },
  };
}

/** A report's input as a run might have given it, made by hand: no figure in it was measured. */
export function handMadeRun(): ReportInput {
  return {
    title: "rise-distill on word-problems",
    version: "0.0.0",
    evaluations: [
      { name: "base", right: 0.44, repairs: 0.3, breaks: 0.33 },
      { name: "iteration-1", right: 0.5, repairs: 0.33, breaks: 0.18 },
      { name: "iteration-2", right: 0.53, repairs: 0.38, breaks: 0.1 },
    ].map(evaluationOf),
    comparisons: [
      difference("iteration-2", "iteration-2", "m1@t5 - m1@t1", 0.182),
      difference("iteration-2", "iteration-2", "m1@t5 - m5@t1", 0.061),
      difference("iteration-2", "iteration-2", "m1@t5 - m@t1 equal tokens", 0.031),
      difference("base", "iteration-2", "m1@t5", 0.204),
      difference("base", "iteration-2", "m1@t1", -0.012),
    ],
    iterations: [iteration(1), iteration(2)],
    seed: 17,
    config: { seed: 17, iterations: 2, note: hostileText },
    digest: "0123456789abcdef",
    notes: ["Hand-made figures, for tests."],
  };
}
