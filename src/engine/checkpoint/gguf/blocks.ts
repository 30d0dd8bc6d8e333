import { valueOfF16 } from "../half.ts";

/** How a tensor's elements lie in a file: in blocks, each with its own scale. */
export interface BlockType {
  readonly name: string;
  readonly elements: number;
  readonly bytes: number;
  /** Writes a block's elements as f32, as ggml computes them. */
  expand(block: DataView, at: number, into: Float32Array, to: number): void;
}

/** Unsigned bytes, signed bytes and f16 of a block. */
const u8 = (block: DataView, at: number): number => block.getUint8(at);
const i8 = (block: DataView, at: number): number => block.getInt8(at);
const f16 = (block: DataView, at: number): number => valueOfF16(block.getUint16(at, true));

const plain = (name: string, bytes: number, read: (block: DataView, at: number) => number): BlockType => ({
  name,
  elements: 1,
  bytes,
  expand: (block, at, into, to) => {
    into[to] = read(block, at);
  },
});

const float32 = plain("F32", 4, (block, at) => block.getFloat32(at, true));
const float16 = plain("F16", 2, f16);
const pattern = new DataView(new ArrayBuffer(4));
const bfloat16 = plain("BF16", 2, (block, at) => {
  pattern.setUint32(0, block.getUint16(at, true) << 16);
  return pattern.getFloat32(0);
});

/** 32 elements with one scale: the low nibbles of the bytes are the first half of the elements, the high ones the second. */
const nibbles = (name: string, isOffset: boolean, hasFifth: boolean): BlockType => {
  const fifthAt = isOffset ? 4 : 2;
  const bytesAt = fifthAt + (hasFifth ? 4 : 0);
  const middle = isOffset ? 0 : hasFifth ? 16 : 8;
  return {
    name,
    elements: 32,
    bytes: bytesAt + 16,
    expand: (block, at, into, to) => {
      const scale = f16(block, at);
      const offset = isOffset ? f16(block, at + 2) : 0;
      const fifth = hasFifth ? block.getUint32(at + fifthAt, true) : 0;
      for (let i = 0; i < 16; i++) {
        const byte = u8(block, at + bytesAt + i);
        const low = (byte & 15) | (((fifth >>> i) & 1) << 4);
        const high = (byte >>> 4) | (((fifth >>> (i + 16)) & 1) << 4);
        into[to + i] = scale * (low - middle) + offset;
        into[to + i + 16] = scale * (high - middle) + offset;
      }
    },
  };
};

const bytes8: BlockType = {
  name: "Q8_0",
  elements: 32,
  bytes: 34,
  expand: (block, at, into, to) => {
    const scale = f16(block, at);
    for (let i = 0; i < 32; i++) into[to + i] = scale * i8(block, at + 2 + i);
  },
};

/** The six bits of the scale (or, from 4 on, of the offset) of one of eight groups, packed into twelve bytes. */
function sixBits(block: DataView, at: number, group: number, isOffset: boolean): number {
  const shift = isOffset ? 4 : 0;
  if (group < 4) return u8(block, at + group + shift) & 63;
  const low = u8(block, at + group + 4);
  return (isOffset ? low >>> 4 : low & 15) | ((u8(block, at + group - 4 + shift) >>> 6) << 4);
}

/** 256 elements in eight groups of 32, each with a scale and an offset of six bits. */
const grouped = (name: string, hasFifth: boolean): BlockType => {
  const bytesAt = hasFifth ? 48 : 16;
  return {
    name,
    elements: 256,
    bytes: bytesAt + 128,
    expand: (block, at, into, to) => {
      const [scale, offset] = [f16(block, at), f16(block, at + 2)];
      for (let group = 0; group < 8; group++) {
        const step = scale * sixBits(block, at + 4, group, false);
        const least = offset * sixBits(block, at + 4, group, true);
        const row = at + bytesAt + (group >>> 1) * 32;
        for (let i = 0; i < 32; i++) {
          const byte = u8(block, row + i);
          const fifth = hasFifth ? ((u8(block, at + 16 + i) >>> group) & 1) << 4 : 0;
          const value = (group % 2 === 0 ? byte & 15 : byte >>> 4) | fifth;
          into[to + group * 32 + i] = step * value - least;
        }
      }
    },
  };
};

/** 256 elements in sixteen groups of 16: four low bits and two high ones, a signed scale for each group. */
const sixBitBlock: BlockType = {
  name: "Q6_K",
  elements: 256,
  bytes: 210,
  expand: (block, at, into, to) => {
    const scale = f16(block, at + 208);
    for (let half = 0; half < 2; half++) {
      for (let quarter = 0; quarter < 4; quarter++) {
        const lowAt = at + half * 64 + (quarter % 2) * 32;
        for (let i = 0; i < 32; i++) {
          const byte = u8(block, lowAt + i);
          const low = quarter < 2 ? byte & 15 : byte >>> 4;
          const high = (u8(block, at + 128 + half * 32 + i) >>> (2 * quarter)) & 3;
          const step = scale * i8(block, at + 192 + half * 8 + quarter * 2 + (i >>> 4));
          into[to + half * 128 + quarter * 32 + i] = step * ((low | (high << 4)) - 32);
        }
      }
    }
  },
};

/** The types that are read, by ggml's number. */
export const blockTypes: ReadonlyMap<number, BlockType> = new Map([
  [0, float32],
  [1, float16],
  [2, nibbles("Q4_0", false, false)],
  [3, nibbles("Q4_1", true, false)],
  [6, nibbles("Q5_0", false, true)],
  [7, nibbles("Q5_1", true, true)],
  [8, bytes8],
  [12, grouped("Q4_K", false)],
  [13, grouped("Q5_K", true)],
  [14, sixBitBlock],
  [30, bfloat16],
]);

/** All elements of blocks that lie one behind the other. */
export function expandBlocks({ elements, bytes, expand }: BlockType, stored: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const blocks = stored.length / bytes;
  const values = new Float32Array(blocks * elements);
  for (let block = 0; block < blocks; block++) expand(view, block * bytes, values, block * elements);
  return values;
}
