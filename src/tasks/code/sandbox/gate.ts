/** Lets at most a number of jobs run at once; the others wait their turn, first come first served. */
type Gate = <T>(job: () => Promise<T>) => Promise<T>;

/** A gate for `width` jobs at once. */
export function createGate(width: number): Gate {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (free > 0) free--;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next(); // the place goes on to it
    }
  };
}
