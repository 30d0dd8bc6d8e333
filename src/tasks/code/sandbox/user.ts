import { randomInt } from "node:crypto";

const [firstUser, userCount] = [1_879_048_192, 2 ** 26]; // above what systems and containers give out, below 2^31

/**
 * The user that a program runs as: started by the superuser, one that nothing else belongs to, another for each; otherwise, undefined, the
 * one that we are.
 */
export function sandboxUser(): number | undefined {
  return process.getuid?.() === 0 ? firstUser + randomInt(userCount) : undefined;
}
