import { WireType } from "@bufbuild/protobuf/wire";
import { z } from "zod";
import { readEntry, readMessage, writeEntry, writeMessage, writeNested } from "./protobuf.ts";
import { bytesOf, float32sOf, int32sOf, readTensor, tensorJson, tensorOfJson, tensorSchema } from "./tensor.ts";

/** The result of a forward pass, with or without a backward one. */
export interface ForwardBackwardOutput {
  /** One a datum, each of shape [T]: log-probability of each target token, in nats. */
  readonly logprobs: readonly (readonly number[])[];
  readonly metrics: Readonly<Record<string, number>>;
}

/** One sampled response. */
export interface SampledSequence {
  readonly stop: "stop" | "length";
  /** shape [A] */
  readonly tokens: readonly number[];
  /** shape [A], in nats */
  readonly logprobs: readonly number[];
}

const float32Bytes = 4;

const outputSchema = z.object({
  loss_fn_outputs: z.array(z.record(z.string(), tensorSchema)),
  metrics: z.record(z.string(), z.number()).default({}),
});

const sequencesSchema = z.object({
  sequences: z.array(
    z.object({
      stop_reason: z.enum(["stop", "length"]),
      tokens: z.array(z.int()),
      logprobs: z.array(z.number()).nullish(),
    }),
  ),
});

/** The JSON form. */
export function outputJson({ logprobs, metrics }: ForwardBackwardOutput): object {
  const records = logprobs.map((values) => ({ logprobs: tensorJson({ dtype: "float32", values }) }));
  return { loss_fn_output_type: "ArrayRecord", loss_fn_outputs: records, metrics };
}

/** Reads the JSON form. */
export function outputOfJson(json: unknown): ForwardBackwardOutput {
  const { loss_fn_outputs, metrics } = outputSchema.parse(json);
  const logprobs = loss_fn_outputs.map((record) =>
    record["logprobs"] === undefined ? [] : tensorOfJson(record["logprobs"]).values,
  );
  return { logprobs, metrics };
}

/** Message ForwardBackwardOutput: one ArrayRecord of one sequence a datum. */
export function encodeOutput({ logprobs, metrics }: ForwardBackwardOutput): Uint8Array {
  return writeMessage((writer) => {
    writer.tag(1, WireType.LengthDelimited).string("ArrayRecord");
    for (const values of logprobs) {
      writeNested(writer, 2, () => {
        writer.tag(1, WireType.LengthDelimited).string("ArrayRecord");
        writeEntry(writer, 2, "logprobs", () =>
          writeNested(writer, 2, () => {
            writer.tag(1, WireType.LengthDelimited).bytes(bytesOf(values, "float32"));
            writer.tag(2, WireType.LengthDelimited).bytes(bytesOf([0, values.length * float32Bytes], "int64"));
            writer.tag(3, WireType.Varint).int32(1);
          }),
        );
        writer.tag(3, WireType.Varint).int64(1);
      });
    }
    for (const [name, value] of Object.entries(metrics)) {
      writeEntry(writer, 3, name, () => writer.tag(2, WireType.Bit64).double(value));
    }
  });
}

/** Reads message ForwardBackwardOutput; a record may hold several data, told apart by offsets. */
export function decodeOutput(bytes: Uint8Array): ForwardBackwardOutput {
  const logprobs: (readonly number[])[] = [];
  const metrics: Record<string, number> = {};
  readMessage(bytes, {
    2: (record) =>
      readMessage(record.bytes(), {
        2: (entry) => {
          const [name, batched] = readEntry(entry.bytes(), (reader) => readBatched(reader.bytes()), []);
          if (name === "logprobs") logprobs.push(...batched);
        },
      }),
    3: (entry) => {
      const [name, value] = readEntry(entry.bytes(), (reader) => reader.double(), 0);
      metrics[name] = value;
    },
  });
  return { logprobs, metrics };
}

/** Message BatchedTensor: elements of several data, one after the other; offsets count bytes. */
function readBatched(bytes: Uint8Array): readonly (readonly number[])[] {
  const { values } = readTensor(bytes);
  let offsets: readonly number[] = [];
  let byteLength = 0;
  readMessage(bytes, {
    1: (reader) => (byteLength = reader.bytes().length),
    2: (reader) => (offsets = [...new BigInt64Array(new Uint8Array(reader.bytes()).buffer)].map(Number)),
  });
  const elementBytes = byteLength / values.length;
  const places = offsets.length === 0 ? [0, values.length] : offsets.map((offset) => offset / elementBytes);
  return places.slice(1).map((end, i) => values.slice(places[i], end));
}

/** The JSON form of samples. */
export function samplesJson(sequences: readonly SampledSequence[]): object {
  const listed = sequences.map(({ stop, tokens, logprobs }) => ({ stop_reason: stop, tokens, logprobs }));
  return { type: "sample", sequences: listed };
}

/** Reads the JSON form of samples. */
export function samplesOfJson(json: unknown): readonly SampledSequence[] {
  return sequencesSchema
    .parse(json)
    .sequences.map(({ stop_reason, tokens, logprobs }) => ({ stop: stop_reason, tokens, logprobs: logprobs ?? [] }));
}

/** Message SampleResponse. */
export function encodeSamples(sequences: readonly SampledSequence[]): Uint8Array {
  return writeMessage((writer) => {
    for (const { stop, tokens, logprobs } of sequences) {
      writeNested(writer, 1, () => {
        writer.tag(1, WireType.Varint).int32(stop === "stop" ? 0 : 1);
        writer.tag(2, WireType.LengthDelimited).bytes(bytesOf(tokens, "int32"));
        writer.tag(3, WireType.LengthDelimited).bytes(bytesOf(logprobs, "float32"));
      });
    }
  });
}

/** Reads message SampleResponse. */
export function decodeSamples(bytes: Uint8Array): readonly SampledSequence[] {
  const sequences: SampledSequence[] = [];
  readMessage(bytes, { 1: (reader) => sequences.push(readSequence(reader.bytes())) });
  return sequences;
}

function readSequence(bytes: Uint8Array): SampledSequence {
  let stop: SampledSequence["stop"] = "stop";
  let tokens: readonly number[] = [];
  let logprobs: readonly number[] = [];
  readMessage(bytes, {
    1: (reader) => (stop = reader.int32() === 0 ? "stop" : "length"),
    2: (reader) => (tokens = int32sOf(reader.bytes())),
    3: (reader) => (logprobs = float32sOf(reader.bytes())),
  });
  return { stop, tokens, logprobs };
}
