import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ConfigError, type Grade, type Problem, type Split, type Task } from "../../mdp/index.ts";

/** Whether a task's name is a module's path: `./my-task.ts`. */
export const isModulePath = (name: string): boolean => /\.[cm]?[jt]s$/.test(name);

const method = z.custom<(...args: never) => unknown>((value) => typeof value === "function", "must be a function");
const taskShape = z.object({
  name: z.string("must be a text").min(1, "must not be empty"),
  problems: method,
  prompt: method,
  grade: method,
  isSameAnswer: method,
  feedback: method.optional(),
});
const text = z.string("must be a text");
const problemShape = z.object({
  id: text.min(1, "must not be empty"),
  question: text.min(1, "must not be empty"),
  answer: text,
  solution: text.optional(),
});
const gradeShape = z.object({
  outcome: z.enum(["correct", "wrong", "noAnswer", "error"]),
  answer: text.nullable(),
  reason: text.optional(),
});

/**
 * The task that a module of the user's exports by default: a {@link Task}, or a function that makes one. What it returns is
 * checked as it comes: its author is told of a slip, and no attempt is graded by one.
 *
 * @param path of a JavaScript or TypeScript module, from the current folder
 * @throws ConfigError if there is no such module, or it exports something else
 */
export async function moduleTask(path: string): Promise<Task> {
  const exported = await defaultExport(path);
  const task: unknown = typeof exported === "function" ? await called(path, exported) : exported;
  const shape = taskShape.safeParse(task);
  if (shape.success) return checked(task as Task, path); // its methods are there; what they return is checked
  throw new ConfigError(
    `task ${path} must export a Task, or a function that makes one, as its default: ${issuesOf(shape.error)}; see examples/own-task.ts`,
  );
}

async function defaultExport(path: string): Promise<unknown> {
  const file = resolve(path);
  if (!existsSync(file))
    throw new ConfigError(`task ${path} cannot be loaded: there is no file ${file}; check the path`);
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return Reflect.get(Object(module), "default");
  } catch (error) {
    throw new ConfigError(`task ${path} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
}

async function called(path: string, make: unknown): Promise<unknown> {
  try {
    return await (make as () => unknown)(); // seen to be a function
  } catch (error) {
    throw new ConfigError(`task ${path} cannot be made: ${messageOf(error)}`, { cause: error });
  }
}

/** The task, each of its answers held to the port. */
function checked(task: Task, path: string): Task {
  const read = new Map<Split, readonly Problem[]>();
  const problemsOf = (split: Split): readonly Problem[] => {
    const problems: unknown = told(path, `its ${split} problems`, () => task.problems(split));
    return parsed(z.array(problemShape), problems, `task ${path}: ${split} problems`) as readonly Problem[]; // of that shape
  };
  return {
    name: task.name,
    problems(split) {
      const problems = read.get(split) ?? problemsOf(split);
      read.set(split, problems);
      return problems;
    },
    prompt: (problem) => task.prompt(problem),
    async grade(problem, attempt) {
      const grade = await told(path, `grading an attempt at ${problem.id}`, () => task.grade(problem, attempt));
      return parsed(gradeShape, grade, `task ${path}: the grade of an attempt at ${problem.id}`) as Grade; // of that shape
    },
    isSameAnswer: (a, b) => task.isSameAnswer(a, b),
    ...(task.feedback && { feedback: (...attempt) => task.feedback?.(...attempt) }),
  };
}

/** What the user's code throws is the user's to see, with the place. */
function told<T>(path: string, doing: string, work: () => T): T {
  const fail = (error: unknown): never => {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`task ${path} failed at ${doing}: ${messageOf(error)}`, { cause: error });
  };
  try {
    const made = work();
    return made instanceof Promise ? (made.catch(fail) as T) : made; // the same promise, its failure told
  } catch (error) {
    return fail(error);
  }
}

function parsed(shape: z.ZodType, value: unknown, what: string): unknown {
  const result = shape.safeParse(value);
  if (result.success) return value;
  throw new ConfigError(`${what} cannot be used: ${issuesOf(result.error)}`);
}

const issuesOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")} ${message}`))
    .join(", ");

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
