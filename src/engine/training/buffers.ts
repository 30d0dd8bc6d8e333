import type { Parameter } from "../model/index.ts";
import type { Moments } from "./adamw.ts";
import { TrainingError } from "../errors.ts";

export { TrainingError };

/** One array for each weight, by name. */
export type Buffers = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

/**
 * The array of a weight that must be there.
 *
 * @throws TrainingError naming the weight
 */
export function required(buffers: Buffers, name: string): Float32Array<ArrayBuffer> {
  const buffer = buffers.get(name);
  if (!buffer) throw new TrainingError(`${name} is missing; every tensor of parameterTable(config) is needed`);
  return buffer;
}

/**
 * Checks that there is an array of the right length for every parameter.
 *
 * @param what names the arrays in the message
 * @throws TrainingError naming the tensor, the length wanted and the length got
 */
export function checkLengths(parameters: readonly Parameter[], buffers: Buffers, what: string): void {
  for (const { name, shape } of parameters) {
    const wanted = shape.reduce((a, b) => a * b, 1);
    const got = buffers.get(name)?.length;
    if (got === wanted) continue;
    throw new TrainingError(
      `${what} must hold ${name} with ${wanted} elements, got ${got ?? "none"}; do they belong to another model?`,
    );
  }
}

/**
 * Checks that a continued optimiser remembers every parameter: restarting some would silently train differently.
 *
 * @throws TrainingError naming the tensor
 */
export function checkMoments(parameters: readonly Parameter[], moments: ReadonlyMap<string, Moments>): void {
  for (const role of ["first", "second"] as const) {
    const buffers = new Map([...moments].map(([name, moment]) => [name, moment[role]]));
    checkLengths(parameters, buffers, `the optimiser's ${role} moments`);
  }
}
