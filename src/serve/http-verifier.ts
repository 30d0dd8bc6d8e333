import { z } from "zod";
import { createHttpClient } from "../http/index.ts";
import { InfrastructureError } from "../mdp/index.ts";
import type { Verifier } from "./think/index.ts";

const verdictSchema = z.object({ correct: z.boolean(), feedback: z.string().max(100_000).nullish() });

const deadlineMs = 60_000;
const retry = { retries: 2, busyRetries: 5 };

/**
 * A verifier behind an address: `{messages, text, answer}` is posted there for each attempt, and `{correct, feedback?}` comes back.
 *
 * @param url an address without a password in it
 * @throws InfrastructureError, from the verifier, where there is no such answer: no verdict is made of that (I4)
 */
export function httpVerifier(url: string): Verifier {
  const client = createHttpClient({ url, deadlineMs, retry, maxBytes: 2 ** 20 });
  return async (attempt, signal) => {
    const answer = await client.json({ method: "POST", path: "", what: "verify an attempt", signal }, attempt);
    const read = verdictSchema.safeParse(answer);
    if (!read.success)
      throw new InfrastructureError(
        `the verifier must answer {"correct": true or false, "feedback": TEXT or nothing}, got ${z.prettifyError(read.error)}`,
      );
    const { correct, feedback } = read.data;
    return { isCorrect: correct, ...(typeof feedback === "string" && { feedback }) };
  };
}
