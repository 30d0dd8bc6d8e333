import { describe, expect, test } from "vitest";
import {
  decodeForwardBackward,
  decodeOutput,
  decodeSamples,
  encodeForwardBackward,
  encodeOutput,
  encodeSamples,
  forwardBackwardJson,
  forwardBackwardOfJson,
  forwardBackwardSchema,
  outputJson,
  outputOfJson,
  samplesJson,
  samplesOfJson,
  type ForwardBackwardRequest,
} from "./index.ts";

const request: ForwardBackwardRequest = {
  modelId: "model-1",
  seqId: 300,
  loss: "cross_entropy",
  forwardOnly: false,
  data: [
    {
      tokens: [1, 70_000, 3],
      lossInputs: new Map([
        ["target_tokens", { dtype: "int64", values: [70_000, 3, 9] }],
        ["weights", { dtype: "float32", values: [0, 0.25, 1.5] }],
      ]),
    },
    { tokens: [], lossInputs: new Map() },
  ],
};
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("both forms carry the same", () => {
  test.each([false, true])("requests (forward only: %s)", (forwardOnly) => {
    const sent = { ...request, forwardOnly };
    expect(decodeForwardBackward(encodeForwardBackward(sent))).toEqual(sent);
    expect(forwardBackwardOfJson(forwardBackwardSchema.parse(throughJson(forwardBackwardJson(sent))))).toEqual(sent);
  });

  test("outputs", () => {
    const output = { logprobs: [[-0.5, -2], [], [-0.125]], metrics: { "loss:sum": 2.625 } };
    expect(decodeOutput(encodeOutput(output))).toEqual(output);
    expect(outputOfJson(throughJson(outputJson(output)))).toEqual(output);
  });

  test("samples", () => {
    const samples = [
      { stop: "stop", tokens: [5, 70_000, 1], logprobs: [-0.5, -1, -0.25] },
      { stop: "length", tokens: [7], logprobs: [-3] },
    ] as const;
    expect(decodeSamples(encodeSamples(samples))).toEqual(samples);
    expect(samplesOfJson(throughJson(samplesJson(samples)))).toEqual(samples);
  });
});

test("a request's bytes are protobuf's, by hand", () => {
  const small = { ...request, modelId: "m", seqId: 2, data: [], loss: "x", forwardOnly: true };
  // field 1 "m", field 2 varint 2, field 4 "x", field 6 true
  expect([...encodeForwardBackward(small)]).toEqual([0x0a, 1, 0x6d, 0x10, 2, 0x22, 1, 0x78, 0x30, 1]);
});

test("fields that we do not know are skipped", () => {
  const withUnknown = new Uint8Array([0x7a, 2, 1, 2, ...encodeSamples([])]); // field 15, two bytes
  expect(decodeSamples(withUnknown)).toEqual([]);
});
