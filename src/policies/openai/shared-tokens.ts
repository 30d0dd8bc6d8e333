import type { Response } from "./ask.ts";

type Shared = Pick<Response, "text" | "stop" | "thought">;

/** The text as it was written, thought included. */
const charsOf = ({ text, thought = "" }: Shared): number => text.length + thought.length;

/**
 * How many tokens each response of a request has, where the server counts them together: one that was cut off has all that
 * it was allowed; the others share the rest by the length of their texts.
 *
 * @param total of all responses
 * @param most of one response
 * @returns shape [responses.length], each from 1 to `most`
 */
export function sharedTokens(total: number, responses: readonly Shared[], most: number): readonly number[] {
  const isCut = ({ stop }: Shared): boolean => stop === "length" && responses.length > 1;
  const cut = responses.filter(isCut).length;
  const rest = total - cut * most;
  const chars = responses.reduce((sum, response) => sum + (isCut(response) ? 0 : charsOf(response)), 0);
  return responses.map((response) => {
    const share = chars === 0 ? 1 : Math.round((rest * charsOf(response)) / chars);
    return isCut(response) ? most : Math.min(most, Math.max(1, share));
  });
}

/**
 * How many of a response's tokens were its thought: as the server counts them, else by the length of what was written.
 *
 * @param generated of the response
 * @param counted of all responses together, where the server counts them
 */
export function thoughtTokens(
  response: Shared,
  generated: number,
  counted: number | undefined,
  responses: readonly Shared[],
): number {
  if (counted !== undefined && responses.length === 1) return Math.min(generated, counted);
  const { thought = "", text } = response;
  if (thought === "") return text === "" && counted !== undefined ? generated : 0;
  return Math.min(generated, Math.max(1, Math.round((generated * thought.length) / charsOf(response))));
}
