import { WireType, type BinaryWriter } from "@bufbuild/protobuf/wire";
import { z } from "zod";
import { readEntry, readMessage, writeEntry, writeMessage, writeNested } from "./protobuf.ts";
import {
  bytesOf,
  int32sOf,
  readTensor,
  tensorJson,
  tensorOfJson,
  tensorSchema,
  writeTensor,
  type WireTensor,
} from "./tensor.ts";

/** One sequence to train on. */
export interface Datum {
  /** shape [T]: the tokens that the model reads. */
  readonly tokens: readonly number[];
  /** By name, each of shape [T]; `target_tokens` is what follows each token, so already shifted by one. */
  readonly lossInputs: ReadonlyMap<string, WireTensor>;
}

/** The losses that `rise` asks for. */
export type LossName = "cross_entropy" | "importance_sampling";

/** A request to add the gradient of a sum over data and tokens, or, forward only, to say the log-probabilities. */
export interface ForwardBackwardRequest {
  readonly modelId: string;
  /** Contiguous per model, from 1; a repeated request bears the same number and the same bytes. */
  readonly seqId: number;
  readonly data: readonly Datum[];
  readonly loss: string;
  readonly forwardOnly: boolean;
}

const inputSchema = z.object({
  data: z.array(
    z.object({
      model_input: z.object({ chunks: z.array(z.object({ tokens: z.array(z.int()) })) }),
      loss_fn_inputs: z.record(z.string(), tensorSchema),
    }),
  ),
  loss_fn: z.string(),
});

/** The JSON form of the request; forward only it goes to another address, under `forward_input`. */
export const forwardBackwardSchema = z.union([
  z.object({ model_id: z.string(), seq_id: z.int(), forward_backward_input: inputSchema }),
  z.object({ model_id: z.string(), seq_id: z.int(), forward_input: inputSchema }),
]);

/** The JSON form. */
export function forwardBackwardJson({ modelId, seqId, data, loss, forwardOnly }: ForwardBackwardRequest): object {
  const input = {
    data: data.map(({ tokens, lossInputs }) => ({
      model_input: { chunks: [{ type: "encoded_text", tokens }] },
      loss_fn_inputs: Object.fromEntries([...lossInputs].map(([name, tensor]) => [name, tensorJson(tensor)])),
    })),
    loss_fn: loss,
  };
  return { model_id: modelId, seq_id: seqId, [forwardOnly ? "forward_input" : "forward_backward_input"]: input };
}

/** Reads the JSON form. */
export function forwardBackwardOfJson(json: z.output<typeof forwardBackwardSchema>): ForwardBackwardRequest {
  const forwardOnly = "forward_input" in json;
  const { data, loss_fn } = forwardOnly ? json.forward_input : json.forward_backward_input;
  return {
    modelId: json.model_id,
    seqId: json.seq_id,
    loss: loss_fn,
    forwardOnly,
    data: data.map(({ model_input, loss_fn_inputs }) => ({
      tokens: model_input.chunks.flatMap(({ tokens }) => tokens),
      lossInputs: new Map(Object.entries(loss_fn_inputs).map(([name, tensor]) => [name, tensorOfJson(tensor)])),
    })),
  };
}

/** Message ForwardBackwardRequest. */
export function encodeForwardBackward({ modelId, seqId, data, loss, forwardOnly }: ForwardBackwardRequest): Uint8Array {
  return writeMessage((writer) => {
    writer.tag(1, WireType.LengthDelimited).string(modelId);
    writer.tag(2, WireType.Varint).int32(seqId);
    for (const datum of data) writeNested(writer, 3, () => writeDatum(writer, datum));
    writer.tag(4, WireType.LengthDelimited).string(loss);
    if (forwardOnly) writer.tag(6, WireType.Varint).bool(true);
  });
}

/** Message Datum: the text in chunk 1, its tokens packed as int32; then the loss inputs by name. */
function writeDatum(writer: BinaryWriter, { tokens, lossInputs }: Datum): void {
  writeNested(writer, 1, () =>
    writeNested(writer, 1, () => {
      writer.tag(1, WireType.LengthDelimited).bytes(bytesOf(tokens, "int32"));
    }),
  );
  for (const [name, tensor] of lossInputs) writeEntry(writer, 2, name, () => writeTensor(writer, 2, tensor));
}

/** Reads message ForwardBackwardRequest. */
export function decodeForwardBackward(bytes: Uint8Array): ForwardBackwardRequest {
  const data: Datum[] = [];
  let [modelId, seqId, loss, forwardOnly] = ["", 0, "", false];
  readMessage(bytes, {
    1: (reader) => (modelId = reader.string()),
    2: (reader) => (seqId = reader.int32()),
    3: (reader) => data.push(readDatum(reader.bytes())),
    4: (reader) => (loss = reader.string()),
    6: (reader) => (forwardOnly = reader.bool()),
  });
  return { modelId, seqId, data, loss, forwardOnly };
}

function readDatum(bytes: Uint8Array): Datum {
  const tokens: number[] = [];
  const lossInputs = new Map<string, WireTensor>();
  readMessage(bytes, {
    1: (chunk) =>
      readMessage(chunk.bytes(), {
        1: (text) => readMessage(text.bytes(), { 1: (ids) => tokens.push(...int32sOf(ids.bytes())) }),
      }),
    2: (entry) => {
      const none: WireTensor = { dtype: "float32", values: [] };
      lossInputs.set(...readEntry(entry.bytes(), (reader) => readTensor(reader.bytes()), none));
    },
  });
  return { tokens, lossInputs };
}
