import { expect, test } from "vitest";
import { Busy, createGate, type Gate } from "./gate.ts";

const never = new AbortController().signal;
const gateOf = (places: number, waiting: number): Gate => createGate({ places, waiting, nowMs: () => 0 });

/** Enters and says so. */
function entering(gate: Gate, client: string, told: string[], name: string, signal = never): Promise<() => void> {
  const entered = gate.enter(client, 1, signal);
  void entered.then(
    () => told.push(name),
    () => told.push(`${name} left`),
  );
  return entered;
}

test("so many are in at once, and clients take turns however many requests one of them has", async () => {
  const gate = gateOf(1, 10);
  const told: string[] = [];
  const leave = await gate.enter("x", 1, never);
  const waiting = ["a1", "a2", "a3", "b1", "b2"].map((name) => entering(gate, name.slice(0, 1), told, name));
  expect([gate.running, gate.waiting]).toEqual([1, 5]);
  leave();
  for (const entered of [waiting[0], waiting[3], waiting[1], waiting[4], waiting[2]]) (await entered)?.();
  expect(told).toEqual(["a1", "b1", "a2", "b2", "a3"]);
  expect([gate.running, gate.waiting]).toEqual([0, 0]);
});

test("beyond the bound nobody waits: they are told when to come again", async () => {
  const gate = gateOf(1, 1);
  await gate.enter("a", 1, never);
  void gate.enter("a", 1, never);
  expect(() => gate.enter("b", 1, never)).toThrow(Busy);
});

test("who leaves while waiting frees the place in the queue, and gives places back but once", async () => {
  const gate = gateOf(1, 5);
  const told: string[] = [];
  const leave = await gate.enter("a", 1, never);
  const gone = new AbortController();
  const [first, second] = [entering(gate, "a", told, "first", gone.signal), entering(gate, "b", told, "second")];
  gone.abort(new Error("left"));
  await expect(first).rejects.toThrow("left");
  expect(gate.waiting).toBe(1);
  leave();
  leave();
  await second;
  expect(gate.running).toBe(1);
});

test("a request of more samples than there are places runs alone, and nobody overtakes it for ever", async () => {
  const gate = gateOf(2, 5);
  const leave = await gate.enter("a", 1, never);
  const large = gate.enter("b", 8, never);
  const small = gate.enter("a", 1, never); // would fit, but came later
  expect(gate.waiting).toBe(2);
  leave();
  const leaveLarge = await large;
  expect([gate.running, gate.waiting]).toEqual([8, 1]);
  leaveLarge();
  await small;
});
