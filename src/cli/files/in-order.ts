/**
 * Maps the items of a stream with up to `width` of them under way, and yields the results in the items' order.
 *
 * @param width at least 1; with 1 each is finished before the next begins
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  width: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for await (const item of items) {
    const result = map(item);
    result.catch(() => undefined); // it is awaited below; until then its failure is not unhandled
    underWay.push(result);
    if (underWay.length < width) continue;
    const first = underWay.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of underWay) yield await result;
}
