import { z } from "zod";

/** The languages whose programs can be tested. */
export const languages = ["python", "javascript"] as const;

/** See {@link languages}. */
export type Language = (typeof languages)[number];

const suiteSchema = z.strictObject({
  language: z.enum(languages),
  /** Runs before the tests, such as their imports. */
  setup: z.string(),
  /** Each is source that raises or throws where the program is wrong. */
  tests: z.array(z.string()).min(1).readonly(),
  /** The function that is asked for, where the data set names it. */
  entryPoint: z.string().optional(),
  /** The code that the program continues, where the data set gives one (HumanEval). */
  prompt: z.string().optional(),
});

/** The gold answer of a code task: the tests that a right program passes. */
export type Suite = z.output<typeof suiteSchema>;

/** A suite as a problem's gold answer. */
export function suiteText(suite: Suite): string {
  return JSON.stringify(suite);
}

/** Reads a suite back from a gold answer; undefined where it is none. */
export function readSuite(gold: string): Suite | undefined {
  try {
    return suiteSchema.safeParse(JSON.parse(gold)).data;
  } catch {
    return undefined;
  }
}
