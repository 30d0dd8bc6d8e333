import { expect, test } from "vitest";
import { describeVerdict, fasterDevice } from "./choose.ts";

test("the device that needs less time for a token trained and a token sampled together is chosen", () => {
  // by hand: 4 + 2 ms on the processor, 1 + 4 ms on the GPU: 6 / 5
  const speeds = { cpu: { trained: 0.004, sampled: 0.002 }, webgpu: { trained: 0.001, sampled: 0.004 } };
  const verdict = fasterDevice(speeds);
  expect(verdict).toEqual({ device: "webgpu", ratio: expect.closeTo(1.2), ...speeds });
  expect(describeVerdict(verdict)).toBe(
    "the GPU computes, device webgpu: with this model it was 1.2 times as fast as the processor; it trains 4.0, samples 0.5 times as fast",
  );
  const other = fasterDevice({ cpu: speeds.webgpu, webgpu: speeds.cpu });
  expect(other).toMatchObject({ device: "cpu", ratio: expect.closeTo(1.2) });
  expect(describeVerdict(other)).toContain("the processor computes, device cpu: with this model it was 1.2 times as fast as the GPU; it trains 4.0, samples 0.5"); // prettier-ignore
});

test("of a device that does one kind of work that kind counts alone, and the processor is taken where both are as fast", () => {
  const slow = fasterDevice({ cpu: { sampled: 0.001 }, webgpu: { sampled: 0.1234 } });
  expect(describeVerdict(slow)).toBe(
    "the processor computes, device cpu: with this model it was 123 times as fast as the GPU",
  );
  const bound = fasterDevice({ cpu: { trained: 1, sampled: 1 }, webgpu: { trained: 4, sampled: 4 }, isBound: true });
  expect(describeVerdict(bound)).toBe(
    "the processor computes, device cpu: with this model it was more than 4.0 times as fast as the GPU",
  );
  expect(fasterDevice({ cpu: { trained: 1 }, webgpu: { trained: 1 } })).toMatchObject({ device: "cpu", ratio: 1 });
});
