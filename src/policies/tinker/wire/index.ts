export type { Datum, ForwardBackwardRequest, LossName } from "./forward-backward.ts";
export {
  decodeForwardBackward,
  encodeForwardBackward,
  forwardBackwardJson,
  forwardBackwardOfJson,
  forwardBackwardSchema,
} from "./forward-backward.ts";
export type { ForwardBackwardOutput, SampledSequence } from "./outputs.ts";
export {
  decodeOutput,
  decodeSamples,
  encodeOutput,
  encodeSamples,
  outputJson,
  outputOfJson,
  samplesJson,
  samplesOfJson,
} from "./outputs.ts";
export type { WireTensor } from "./tensor.ts";
