import { u32 } from "./pages.ts";

/** What a write-ahead log holds. */
export interface WriteAheadLog {
  /** Each page as it was committed last, as far as SQLite reads. */
  readonly committed: ReadonlyMap<number, Uint8Array>;
  /** How many pages the database has after the last commit; 0 where there is none. */
  readonly pageCount: number;
  /** Each page as it was written last in any frame that can be read at all. */
  readonly readable: ReadonlyMap<number, Uint8Array>;
  /** Where it is damaged; none where it only ends too early, as a process that was killed leaves it. */
  readonly faults: readonly { readonly where: string; readonly what: string }[];
}

const [HEADER_BYTES, FRAME_HEADER_BYTES] = [32, 24];
const nothing: WriteAheadLog = { committed: new Map(), pageCount: 0, readable: new Map(), faults: [] };

interface Frame {
  readonly at: number;
  readonly page: number;
  readonly bytes: Uint8Array;
  /** Of a commit's last frame: how many pages the database then has; 0 of others. */
  readonly pageCount: number;
}

/** SQLite's two running words. */
type Sum = readonly [number, number];

/**
 * Reads a write-ahead log as SQLite does, and what SQLite drops without a word: from a frame with another sum on, it takes all as
 * never written. A process that is killed leaves such a frame last of all, and a disk that loses its power one whose sectors are
 * zeros. A frame that one other bit makes whole, or that stands before whole ones with all its sectors written, was damaged later.
 */
export function readWriteAheadLog(log: Uint8Array, pageSize: number): WriteAheadLog {
  if (log.length <= HEADER_BYTES) return nothing;
  const isHeadWhole = isSame(sumOf(log, 0, 24, [0, 0], isBigEndian(log)), storedSum(log, 24));
  const size = isHeadWhole ? u32(log, 8) : pageSize;
  const frames = framesOf(log, size);
  if (!isHeadWhole) {
    const isUnwritten = log.subarray(0, HEADER_BYTES).every((byte) => byte === 0);
    const fault = { where: `bytes 0 to ${HEADER_BYTES}`, what: "its head is damaged, and nothing of it is read" };
    return { ...nothing, readable: lastOf(frames), faults: isUnwritten ? [] : [fault] };
  }
  const states = statesOf(log, frames);
  const end = states.findIndex((state) => state !== "whole");
  const whole = frames.slice(0, end < 0 ? frames.length : end);
  const last = whole.findLastIndex(({ pageCount }) => pageCount > 0);
  const committed = lastOf(whole.slice(0, last + 1));
  const readable = lastOf(frames.filter((_, i) => states[i] !== "older"));
  const found = { committed, pageCount: whole[last]?.pageCount ?? 0, readable };
  const broken = frames[end];
  if (broken === undefined || states[end] !== "broken") return { ...found, faults: [] };
  const isFollowed = states.includes("whole", end) && !hasUnwritten(log, broken.at, size);
  if (!isFollowed && !differsByOneBit(log, frames, end)) return { ...found, faults: [] };
  const where = `bytes ${broken.at} to ${broken.at + FRAME_HEADER_BYTES + size}`;
  return { ...found, faults: [{ where, what: "it is damaged there, and nothing after it is read" }] };
}

function framesOf(log: Uint8Array, size: number): readonly Frame[] {
  const count = Math.floor((log.length - HEADER_BYTES) / (size + FRAME_HEADER_BYTES));
  return Array.from({ length: count }, (_, i) => {
    const at = HEADER_BYTES + i * (size + FRAME_HEADER_BYTES);
    const bytes = log.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + size);
    return { at, page: u32(log, at), bytes, pageCount: u32(log, at + 4) };
  });
}

const lastOf = (frames: readonly Frame[]): ReadonlyMap<number, Uint8Array> =>
  new Map(frames.map(({ page, bytes }) => [page, bytes]));

/**
 * Of each frame: whether its sum continues the sum before it, as that is stored or as it comes to. Frames with another salt are older
 * than the log's head: SQLite begins anew at the front and writes over them.
 */
function statesOf(log: Uint8Array, frames: readonly Frame[]): readonly ("whole" | "broken" | "older")[] {
  let starts: readonly Sum[] = [storedSum(log, 24)];
  return frames.map((frame) => {
    const sums = starts.map((start) => frameSum(log, frame, start));
    const stored = storedSum(log, frame.at + 16);
    const isWhole = sums.some((sum) => isSame(sum, stored));
    const isOurs = hasSalt(log, frame.at);
    starts = isWhole ? [stored] : [stored, ...sums.slice(0, 2)];
    if (isWhole && isOurs) return "whole";
    return isOurs || isWhole ? "broken" : "older";
  });
}

const hasSalt = (log: Uint8Array, at: number): boolean =>
  u32(log, at + 8) === u32(log, 16) && u32(log, at + 12) === u32(log, 20);

function frameSum(log: Uint8Array, { at, bytes }: Pick<Frame, "at" | "bytes">, start: Sum): Sum {
  const isBig = isBigEndian(log);
  return sumOf(log, at + FRAME_HEADER_BYTES, bytes.length, sumOf(log, at, 8, start, isBig), isBig);
}

/** Whether a sector of the disk that a frame lies on holds nothing. */
function hasUnwritten(log: Uint8Array, at: number, size: number): boolean {
  for (let from = at - (at % 512); from < at + FRAME_HEADER_BYTES + size; from += 512) {
    if (log.subarray(Math.max(from, HEADER_BYTES), from + 512).every((byte) => byte === 0)) return true;
  }
  return false;
}

/** Whether a frame is whole but for one bit. A killed process leaves no such frame. */
function differsByOneBit(log: Uint8Array, frames: readonly Frame[], index: number): boolean {
  const frame = frames[index];
  if (frame === undefined) return false;
  const before = index === 0 ? 24 : (frames[index - 1]?.at ?? 0) + 16;
  const [start, stored] = [storedSum(log, before), storedSum(log, frame.at + 16)];
  const sum = frameSum(log, frame, start);
  if (isSame(sum, stored) || (isNearlySame(sum, stored) && hasSalt(log, frame.at))) return true; // the salt's bit, or the sum's own
  return isOneBitAway(wordsOf(log, frame), [(stored[0] - sum[0]) >>> 0, (stored[1] - sum[1]) >>> 0]);
}

/** The words that a frame's sum is over. */
function wordsOf(log: Uint8Array, { at, bytes }: Frame): readonly number[] {
  const view = new DataView(log.buffer, log.byteOffset, log.length);
  const isLittle = !isBigEndian(log);
  const places = [at, at + 4, ...Array.from({ length: bytes.length / 4 }, (_, i) => at + FRAME_HEADER_BYTES + 4 * i)];
  return places.map((place) => view.getUint32(place, isLittle));
}

/**
 * Whether a flip of one bit changes the sum of words by this much. The sum is linear: a word's change d becomes d times a pair of
 * numbers, which each later pair of words takes from (a, b) to (a + b, a + 2 b).
 */
function isOneBitAway(words: readonly number[], [first, second]: Sum): boolean {
  let [even, odd]: [Sum, Sum] = [[1, 1], [0, 1]]; // prettier-ignore
  const next = ([a, b]: Sum): Sum => [(a + b) >>> 0, (a + 2 * b) >>> 0];
  for (let at = words.length - 2; at >= 0; at -= 2) {
    for (const [word = 0, [a, b]] of [
      [words[at], even],
      [words[at + 1], odd],
    ] as const) {
      // prettier-ignore
      for (let bit = 0; bit < 32; bit++) {
        const change = (word >>> bit) & 1 ? -(2 ** bit) : 2 ** bit;
        if (Math.imul(change, a) >>> 0 === first && Math.imul(change, b) >>> 0 === second) return true;
      }
    }
    [even, odd] = [next(even), next(odd)];
  }
  return false;
}

const isSame = (one: Sum, other: Sum): boolean => one[0] === other[0] && one[1] === other[1];
const isBigEndian = (log: Uint8Array): boolean => (u32(log, 0) & 1) === 1;
const storedSum = (log: Uint8Array, at: number): Sum => [u32(log, at), u32(log, at + 4)];

function isNearlySame(one: Sum, other: Sum): boolean {
  const bits = ((one[0] ^ other[0]) >>> 0).toString(2) + ((one[1] ^ other[1]) >>> 0).toString(2);
  return [...bits].filter((bit) => bit === "1").length === 1;
}

/** SQLite's sum of a log: two words, each added to the other. */
function sumOf(bytes: Uint8Array, at: number, length: number, [a, b]: Sum, isBig: boolean): Sum {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  let [first, second] = [a, b];
  for (let i = 0; i < length; i += 8) {
    first = (first + view.getUint32(i, !isBig) + second) >>> 0;
    second = (second + view.getUint32(i + 4, !isBig) + first) >>> 0;
  }
  return [first, second];
}
