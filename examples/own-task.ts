// A task of your own, named in a config by its path: `task: examples/own-task.ts`. Problems, and whether an answer is right.
import type { Problem, Task } from "rise-lm";

const descending = (number: string): string => [...number].toSorted().toReversed().join("");

const problemsFrom = (first: number, count: number): readonly Problem[] =>
  Array.from({ length: count }, (_, i) => String(first + 7919 * i)).map((number) => ({
    id: number,
    question: `Write the digits of ${number} from the largest to the smallest.`,
    answer: descending(number),
  }));

export default {
  name: "descending-digits",
  problems: (split) =>
    ({ train: problemsFrom(10_000, 300), validation: [], test: problemsFrom(3_000_000, 100) })[split],
  prompt: ({ question }) => [{ role: "user", content: `${question} End with #### and the number.` }],
  async grade({ answer: gold }, text) {
    const answer = /####\s*(\d+)/.exec(text)?.[1] ?? null;
    return { answer, outcome: answer === null ? "noAnswer" : answer === gold ? "correct" : "wrong" };
  },
  isSameAnswer: (a, b) => a === b,
} satisfies Task;
