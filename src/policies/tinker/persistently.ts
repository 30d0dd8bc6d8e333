import { LostError } from "./lost-error.ts";

/** More often than this the answer is not coming. */
const sendings = 3;

/** Does again what got lost on the way: the protocol answers the same request the same. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let sending = 1; ; sending++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LostError) || sending === sendings) throw error;
    }
  }
}
