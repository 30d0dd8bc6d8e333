import { expect, test } from "vitest";
import { mapConcurrently } from "./concurrently.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("results keep the items' order, whatever the order in which they end", async () => {
  const results = await mapConcurrently([30, 1, 20, 2], 4, async (ms, index) => {
    await pause(ms);
    return `${index}:${ms}`;
  });
  expect(results).toEqual(["0:30", "1:1", "2:20", "3:2"]);
});

test("never more than the allowed number are under way, and that many are", async () => {
  let now = 0;
  let most = 0;
  await mapConcurrently(Array.from({ length: 20 }), 3, async () => {
    most = Math.max(most, ++now);
    await pause(1);
    now--;
  });
  expect(most).toBe(3);
});

test("after a failure nothing is begun, what is under way ends, and the failure is thrown", async () => {
  const ended: number[] = [];
  const mapping = mapConcurrently([0, 1, 2, 3, 4], 2, async (item) => {
    await pause(item === 0 ? 1 : 10);
    if (item === 0) throw new Error("no answer");
    ended.push(item);
  });
  await expect(mapping).rejects.toThrow("no answer");
  expect(ended).toEqual([1]);
});

test("an aborted signal ends it with the signal's reason", async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  const mapping = mapConcurrently(
    [0, 1, 2, 3],
    1,
    async (item) => {
      begun.push(item);
      if (item === 1) stop.abort(new Error("interrupted"));
    },
    stop.signal,
  );
  await expect(mapping).rejects.toThrow("interrupted");
  expect(begun).toEqual([0, 1]);
});

test("no items give no results, and a concurrency below 1 still works", async () => {
  expect(await mapConcurrently([], 4, async () => 1)).toEqual([]);
  expect(await mapConcurrently([1, 2], 0, async (n) => n)).toEqual([1, 2]);
});
