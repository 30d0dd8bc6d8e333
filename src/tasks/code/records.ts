import { z } from "zod";

const recordSchema = z.discriminatedUnion("kind", [
  /** Both processes have begun. */
  z.object({ kind: z.literal("ready") }),
  /** The tests themselves cannot be read: no fault of the program. */
  z.object({ kind: z.literal("unfit"), why: z.string() }),
  /** The program itself does not run. */
  z.object({ kind: z.literal("broken"), why: z.string() }),
  z.object({ kind: z.literal("passed"), test: z.number() }),
  z.object({ kind: z.literal("failed"), test: z.number(), why: z.string(), source: z.string() }),
  /** The program's process has ended, or answers what it cannot. */
  z.object({ kind: z.literal("gone") }),
  z.object({ kind: z.literal("done") }),
]);

/** The judge's findings, in the tests' order. */
export type JudgeRecord = z.output<typeof recordSchema>;

/** A record of one line; undefined where it is none. */
export function readRecord(line: string): JudgeRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Whether nothing comes after a record. */
export const isLast = ({ kind }: JudgeRecord): boolean => kind !== "ready" && kind !== "passed";
