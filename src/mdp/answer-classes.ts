import type { Task } from "./ports/task.ts";

/**
 * Sorts answers into equivalence classes as they come: the first class whose first member the task calls the same, else a
 * new one. The gold answer plays no part.
 *
 * @returns the class of an answer, counted from 0; null for no answer
 */
export function answerClasses(task: Pick<Task, "isSameAnswer">): (answer: string | null) => number | null {
  const representatives: string[] = [];
  const known = new Map<string, number>();
  return (answer) => {
    if (answer === null) return null;
    const seen = known.get(answer);
    if (seen !== undefined) return seen;
    const found = representatives.findIndex((representative) => task.isSameAnswer(representative, answer));
    const answerClass = found === -1 ? representatives.push(answer) - 1 : found;
    known.set(answer, answerClass);
    return answerClass;
  };
}
