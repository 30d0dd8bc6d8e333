import { expect, test } from "vitest";
import { Once } from "./once.ts";

test("work is done once, and anew only where it failed or was forgotten", async () => {
  let tries = 0;
  const once = new Once(async () => {
    tries += 1;
    if (tries === 1) throw new Error("no memory");
    return tries;
  });
  expect(once.known).toBeUndefined();
  await expect(Promise.all([once.get(), once.get()])).rejects.toThrow("no memory");
  expect(once.known).toBeUndefined();
  expect(await Promise.all([once.get(), once.get()])).toEqual([2, 2]);
  once.forget();
  expect(await once.get()).toBe(3);
});

test("work that throws before it gives a promise is failed work", async () => {
  let isFirst = true;
  const once = new Once((): Promise<string> => {
    if (!isFirst) return Promise.resolve("done");
    isFirst = false;
    throw new Error("at once");
  });
  await expect(once.get()).rejects.toThrow("at once");
  expect(await once.get()).toBe("done");
});
