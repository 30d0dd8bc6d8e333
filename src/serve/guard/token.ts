import { createHash, timingSafeEqual } from "node:crypto";

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Whether a request bears the token. The time that it takes tells nothing of the token: digests are compared, all of them.
 *
 * @param authorization the request's header
 */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const [, given = ""] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqual(digestOf(given), digestOf(token));
}
