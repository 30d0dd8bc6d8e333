import type { Constant, Node } from "../graph.ts";
import { Graph } from "../graph.ts";
import type { ElementType, Value } from "../value.ts";
import { GraphError } from "../value.ts";

/** Which feed of the original graph an input of the lowered one is fed, and as what. */
export interface LoweredInput {
  readonly from: string;
  readonly type: ElementType;
}

/**
 * A graph on its way to the WebGPU provider: the new graph, and what became of each value of the old one.
 *
 * The provider computes with 32-bit whole numbers. An int64 of the old graph is an int32 in the new one, but where an operator
 * takes nothing but int64 (shapes, axes, positions): an input that is read both ways is fed twice.
 */
export class Lowering {
  readonly graph = new Graph();
  /** By the lowered graph's names. */
  readonly inputs = new Map<string, LoweredInput>();
  readonly #constants: ReadonlyMap<Value, Constant>;
  readonly #isInput: ReadonlySet<Value>;
  readonly #read: ReadonlySet<Value>;
  readonly #makers: ReadonlyMap<Value, Node>;
  readonly #values = new Map<Value, Value>();
  readonly #wide = new Map<Value, Value>();
  readonly #remembered = new Map<Value, Value>();

  /** @param nodes those of the old graph that its results need */
  constructor(old: Graph, nodes: readonly Node[]) {
    this.#constants = new Map(old.constants.map((constant) => [constant.value, constant]));
    this.#isInput = new Set(old.inputs);
    const read = nodes.flatMap(({ inputs }) => inputs.filter((value) => value !== undefined));
    this.#makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
    this.#read = new Set([...read, ...old.outputs.values()]);
  }

  /** Whether anything reads a value of the old graph. */
  isRead(old: Value): boolean {
    return this.#read.has(old);
  }

  /** The operator that made a value of the old graph; undefined of inputs and constants. */
  makerOf(old: Value | undefined): string | undefined {
    return old && this.#makers.get(old)?.op;
  }

  /** What an old value has become; whole numbers have 32 bits. */
  value(old: Value): Value {
    const known = this.#values.get(old) ?? this.#source(old, narrow(old.type));
    if (known === undefined) throw new GraphError(`${old.name} is read before it is made`);
    this.#values.set(old, known);
    return known;
  }

  /** An old int64 for an operator that takes no other whole numbers: an input or a constant. */
  wide(old: Value): Value {
    const known = this.#wide.get(old) ?? this.#source(old, old.type);
    if (known === undefined) throw new GraphError(`${old.name} must be an input or a constant to stay int64`);
    this.#wide.set(old, known);
    return known;
  }

  /** Takes note of what an old value has become. */
  became(old: Value, value: Value): void {
    this.#values.set(old, value);
  }

  /** What `make` makes of a value of the new graph, made once however often it is asked for. */
  once(value: Value, make: () => Value): Value {
    const known = this.#remembered.get(value) ?? make();
    this.#remembered.set(value, known);
    return known;
  }

  /** The elements of an old constant. */
  elementsOf(old: Value | undefined): Constant["elements"] {
    const constant = old && this.#constants.get(old);
    if (constant === undefined) throw new GraphError(`${old?.name ?? "an input left out"} must be a constant`);
    return constant.elements;
  }

  #source(old: Value, type: ElementType): Value | undefined {
    const constant = this.#constants.get(old);
    if (constant !== undefined) return this.#constant(constant, type);
    if (!this.#isInput.has(old)) return undefined;
    const name = type === "int64" ? `${old.name}.int64` : old.name;
    this.inputs.set(name, { from: old.name, type });
    return this.graph.input(name, old.shape, type);
  }

  #constant({ value, elements }: Constant, type: ElementType): Value {
    const shape = value.shape.map(Number);
    if (type !== "int32" || !(elements instanceof BigInt64Array)) return this.graph.constant(shape, elements);
    return this.graph.constant(shape, Int32Array.from(elements, Number));
  }
}

const narrow = (type: ElementType): ElementType => (type === "int64" ? "int32" : type);
