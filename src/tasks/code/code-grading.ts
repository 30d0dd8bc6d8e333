import { availableParallelism } from "node:os";
import type { Grade, Problem } from "../../mdp/index.ts";
import type { Grading } from "../datasets/data-set.ts";
import { findProgram } from "./find-program.ts";
import { findInterpreter, type Interpreter } from "./languages/interpreter.ts";
import { runTests } from "./run-tests.ts";
import { createGate } from "./sandbox/gate.ts";
import { describeIsolation, findIsolation, type Isolation } from "./sandbox/isolation.ts";
import { defaultLimits, type Limits } from "./sandbox/limits.ts";
import { type Language, languages, readSuite, type Suite } from "./suite.ts";
import { judge, type Verdict } from "./verdict.ts";

/** How programs are tested. */
interface CodeGradingOptions {
  readonly limits?: Limits;
  /** Default: namespaces; where there are none nothing is run. `limits` must be asked for: it keeps a program from little. */
  readonly isolation?: Isolation;
  /** Programs tested at once; default: one for each processor. */
  readonly concurrency?: number;
}

const cure =
  "see `npx rise-lm doctor`, or let them run with your files and network open to them: task.sandbox: limits, --sandbox limits";

/**
 * Grades programs by their problem's tests, each in a process of its own. The first failing test is the grade's reason and the
 * task's environment feedback. What keeps a run from happening is the outcome `error`.
 */
export function codeGrading(options: CodeGradingOptions = {}): Grading {
  const { limits = defaultLimits, concurrency = availableParallelism() } = options;
  const enter = createGate(concurrency);
  const found = once(findIsolation);
  const isolation = (): Isolation => options.isolation ?? "namespaces";
  const refusal = (): string | undefined =>
    isolation() === "namespaces" && found().isolation === "limits"
      ? `programs are not run, for this system cannot isolate them (${found().why}); ${cure}`
      : undefined;
  const interpreters: Readonly<Record<Language, () => Promise<Interpreter>>> = {
    python: onceFound(() => findInterpreter("python", limits.memoryBytes, isolation())),
    javascript: onceFound(() => findInterpreter("javascript", limits.memoryBytes, isolation())),
  };
  const test = async (program: string, suite: Suite): Promise<Verdict> => {
    const why = refusal();
    if (why !== undefined) return { outcome: "error", reason: why };
    const interpreter = await interpreters[suite.language]();
    const run = await runTests(program, suite, interpreter, limits, isolation());
    return judge(run, suite.tests.length, limits);
  };
  return {
    grade: async (problem, text) => gradeProgram(problem, text, (program, suite) => enter(() => test(program, suite))),
    readAnswer: (text) => languages.map((language) => findProgram(text, { language })).find(isFound) ?? null,
    isSameAnswer: (a, b) => withoutTrailingBlanks(a) === withoutTrailingBlanks(b),
    feedback: (_, __, grade) => feedbackOn(grade),
    goldResponse: ({ solution }) => solution,
    caution: () =>
      refusal() ?? (isolation() === "limits" ? `programs are tested with ${describeIsolation("limits")}` : undefined),
    concurrency,
  };
}

const isFound = (program: string | undefined): boolean => program !== undefined;

type TestProgram = (program: string, suite: Suite) => Promise<Verdict>;

async function gradeProgram(problem: Problem, text: string, test: TestProgram): Promise<Grade> {
  const suite = readSuite(problem.answer);
  if (suite === undefined)
    return { outcome: "error", answer: null, reason: "the gold is not a test suite {language, setup, tests}" };
  const program = findProgram(text, suite);
  if (program === undefined)
    return { outcome: "noAnswer", answer: null, reason: `no program found; wanted a \`\`\`${suite.language} block` };
  try {
    return { answer: program, ...(await test(program, suite)) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { outcome: "error", answer: program, reason: `the tests could not be run: ${why}` };
  }
}

/** RISE's environment feedback: what running the tests showed; nothing where they could not be run. */
function feedbackOn({ outcome, reason = "" }: Grade): string | undefined {
  return outcome === "error" ? undefined : `The tests were run: ${reason}.`;
}

const withoutTrailingBlanks = (program: string): string => program.replaceAll(/(?<![ \t])[ \t]+$/gm, "").trim();

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Looks until it has found: a machine that was busy for a moment does not fail every program after. */
function onceFound<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () =>
    (found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    }));
}
