/**
 * Maps items to results with a bounded number under way at a time; results keep the items' order whatever the order in
 * which they end. After the first failure, or once the signal is aborted, no further item is begun; those under way are
 * waited for, so that what they bring is recorded.
 *
 * @param concurrency how many may be under way, >= 1
 * @returns shape [items.length]
 * @throws the first failure, or the signal's reason
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  const failures: unknown[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0 || signal?.aborted === true) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, concurrency), items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  return results;
}
