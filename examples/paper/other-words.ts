// The quickstart's test problems in words that no model here has met. In a clone after `npm run build`:
// `npx rise-lm eval --config examples/quickstart.yaml --task examples/paper/other-words.ts --model DIR`
import { openTask, taskSchema, type Task } from "rise-lm";

const words: readonly string[] = [
  "Pick some of {list} so that their sum is {target}.",
  "From {list}, choose those whose total is exactly {target}.",
  "A stamp collector has stamps worth {list} cents and needs {target} cents of postage. Which stamps does she use?",
  "{list}: find a few of these that come to {target}.",
  "Coins of {list} points lie on a table. Which of them are worth {target} points in all?",
  "The target is {target}. The numbers are {list}. Which ones do you add?",
];

const known = await openTask(
  taskSchema.parse({
    name: "exact-sum",
    level: "easy",
    counts: { train: 5000, validation: 400, test: 1000 },
    seed: 11,
  }),
);

/** @param answer "20 from 10, 6, 2, 19, 10": the target, and the numbers to pick from */
function reworded(answer: string, i: number): string {
  const [target = "", list = ""] = answer.split(" from ");
  return (words[i % words.length] ?? "")
    .replace("{list}", list.replace(/, (\d+)$/, " and $1"))
    .replace("{target}", target);
}

export default {
  ...known,
  name: "exact-sum-other-words",
  problems: (split) =>
    known.problems(split).map((problem, i) => ({ ...problem, question: reworded(problem.answer, i) })),
} satisfies Task;
