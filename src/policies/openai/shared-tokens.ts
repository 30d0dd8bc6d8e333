import type { Response } from "./ask.ts";

/**
 * How many tokens each response of a request has, where the server counts them together: one that was cut off has all that
 * it was allowed; the others share the rest by the length of their texts.
 *
 * @param total of all responses
 * @param most of one response
 * @returns shape [responses.length], each from 1 to `most`
 */
export function sharedTokens(
  total: number,
  responses: readonly Pick<Response, "text" | "stop">[],
  most: number,
): readonly number[] {
  const isCut = ({ stop }: Pick<Response, "stop">): boolean => stop === "length" && responses.length > 1;
  const cut = responses.filter(isCut).length;
  const rest = total - cut * most;
  const chars = responses.reduce((sum, response) => sum + (isCut(response) ? 0 : response.text.length), 0);
  return responses.map((response) => {
    const share = chars === 0 ? 1 : Math.round((rest * response.text.length) / chars);
    return isCut(response) ? most : Math.min(most, Math.max(1, share));
  });
}
