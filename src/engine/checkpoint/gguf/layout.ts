import { CheckpointError } from "../checkpoint-error.ts";
import { countElements } from "../tensor.ts";
import type { GgufTensor, MetaValue } from "./header.ts";

/** A tensor as the header announces it: `offset` counts from where the data begin. */
export type TensorInfo = Omit<GgufTensor, "begin"> & { readonly offset: number };

const CURE = "download the file again";
const DEFAULT_ALIGNMENT = 32;

/** Bytes that a tensor's blocks take. */
export function storedBytes({ shape, type }: Pick<GgufTensor, "shape" | "type">): number {
  return (countElements(shape) / type.elements) * type.bytes;
}

/**
 * Where the tensors lie, by a header that may lie: each once, at aligned places, within the file, none over another.
 *
 * @param headerEnd bytes of the header
 * @throws CheckpointError naming the tensor
 */
export function placeTensors(
  infos: readonly TensorInfo[],
  metadata: ReadonlyMap<string, MetaValue>,
  { file, fileBytes, headerEnd }: { readonly file: string; readonly fileBytes: number; readonly headerEnd: number },
): readonly GgufTensor[] {
  const damaged = (what: string): CheckpointError => new CheckpointError(`${file}: ${what}; ${CURE}`);
  const alignment = metadata.get("general.alignment") ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== "number" || !Number.isInteger(Math.log2(alignment)) || alignment < 1) {
    throw damaged(`general.alignment must be a power of 2, got ${String(alignment)}`);
  }
  const dataStart = Math.ceil(headerEnd / alignment) * alignment;
  const tensors = infos.map(({ offset, ...info }) => ({ ...info, begin: dataStart + offset }));
  const names = new Set(infos.map(({ name }) => name));
  const twice = infos.find(({ name }) => !names.delete(name));
  if (twice !== undefined) throw damaged(`tensor ${twice.name} must be there once, got it twice`);
  const inOrder = tensors.toSorted((a, b) => a.begin - b.begin);
  for (const [i, { name, begin, ...tensor }] of inOrder.entries()) {
    const end = begin + storedBytes(tensor);
    if (begin % alignment !== 0)
      throw damaged(`tensor ${name} must begin at a multiple of ${alignment}, got byte ${begin}`);
    if (end > fileBytes) {
      throw new CheckpointError(
        `${file} must hold ${end} bytes for the tensor ${name}, got ${fileBytes}: it is truncated; ${CURE}`,
      );
    }
    const next = inOrder[i + 1];
    if (next !== undefined && next.begin < end) {
      throw damaged(`tensor ${next.name} must begin behind ${name}, which ends at byte ${end}, got ${next.begin}`);
    }
  }
  return tensors;
}
