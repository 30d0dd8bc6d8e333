import { z } from "zod";

const recordSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  /** The program itself does not run. */
  z.object({ kind: z.literal("broken"), why: z.string() }),
  z.object({ kind: z.literal("passed"), test: z.number() }),
  z.object({ kind: z.literal("failed"), test: z.number(), why: z.string(), source: z.string() }),
  z.object({ kind: z.literal("done") }),
]);

/** What a harness tells of the tests, in their order. */
export type HarnessRecord = z.output<typeof recordSchema>;

const signedSchema = z.object({ nonce: z.string() });

/** The records that bear the nonce; other lines are the program's and are ignored. */
export function readRecords(text: string, nonce: string): readonly HarnessRecord[] {
  return text.split("\n").flatMap((line) => {
    const value = parsed(line);
    if (signedSchema.safeParse(value).data?.nonce !== nonce) return [];
    const record = recordSchema.safeParse(value).data;
    return record === undefined ? [] : [record];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
