import type { MdpConfig } from "./mdp-options.ts";
import { samplingOf } from "./mdp-options.ts";
import type { Policy } from "./ports/policy.ts";
import type { Task } from "./ports/task.ts";
import { sampleOne } from "./rollout.ts";

const critiquePrompt =
  "Check this answer step by step. Say which step is wrong and why, or that you find no mistake. Do not solve the problem again.";

/**
 * A task whose environment feedback is a model's critique of each attempt. With the policy itself as critic this is
 * Self-Refine; with a stronger model, the paper's critique-model baseline. The critic sees the problem and the attempt, not
 * the gold answer; where the task gives feedback of its own, that comes first.
 *
 * @see Madaan et al. 2023, arXiv:2303.17651
 */
export function criticised(
  task: Task,
  critic: Policy,
  options: { readonly mdp: MdpConfig; readonly seed: number },
): Task {
  const sampling = samplingOf(options.mdp);
  return {
    name: task.name,
    problems: (split) => task.problems(split),
    prompt: (problem) => task.prompt(problem),
    grade: (problem, text) => task.grade(problem, text),
    isSameAnswer: (a, b) => task.isSameAnswer(a, b),
    async feedback(problem, text, grade, key) {
      const own = await task.feedback?.(problem, text, grade, key);
      const chat = [
        ...task.prompt(problem),
        { role: "assistant", content: text },
        { role: "user", content: critiquePrompt },
      ] as const;
      const critique = await sampleOne(critic, chat, `${key}/critique`, { sampling, seed: options.seed });
      return own === undefined ? critique.text : `${own}\n${critique.text}`;
    },
  };
}
