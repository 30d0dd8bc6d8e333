import type { ElementType, Shape, Value } from "./value.ts";
import { elementCount, GraphError, showShape } from "./value.ts";
import type { Gradients } from "./gradients.ts";

/** An attribute of a node: a whole number, a list of them, text, or a float (marked, since JavaScript has one number type). */
export type Attribute = number | readonly number[] | string | { readonly float: number };

/** One ONNX node to add: an operator applied to values. A missing optional input is `undefined`. */
export interface NodeSpec {
  readonly op: string;
  /** Operator set; empty is ONNX's own. */
  readonly domain?: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A node with the values that it makes. */
export interface Node extends NodeSpec {
  readonly outputs: readonly Value[];
}

/** Elements of a stored tensor: float32, int64, int32 or uint8. */
type ConstantElements = Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** A tensor stored within the graph. */
export interface Constant {
  readonly value: Value;
  readonly elements: ConstantElements;
}

/** Given the gradient dy of an operation's output, adds its inputs' gradients: the vector-Jacobian product. */
type Vjp = (dy: Value, gradients: Gradients) => void;

/** One differentiable operation, in the order in which they were built. */
export interface TapeEntry {
  readonly output: Value;
  readonly inputs: readonly Value[];
  readonly vjp: Vjp;
}

/** Operator set of ONNX Runtime's own additions, such as FusedMatMul and RotaryEmbedding. */
export const MICROSOFT = "com.microsoft";

/** An ONNX graph under construction: nodes, stored tensors, and a tape of what to differentiate. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly inputs: Value[] = [];
  readonly outputs = new Map<string, Value>();
  readonly #constantByKey = new Map<string, Value>();
  #tape: TapeEntry[] | undefined = [];
  #valueCount = 0;

  /**
   * Declares a tensor that is fed at run time.
   *
   * @throws GraphError if the name is taken
   */
  input(name: string, shape: Shape, type: ElementType = "float32"): Value {
    if (this.inputs.some((other) => other.name === name)) throw new GraphError(`input "${name}" is declared twice`);
    const value = { name, type, shape };
    this.inputs.push(value);
    return value;
  }

  /** Names a value as a result of the graph. */
  output(name: string, value: Value): void {
    if (this.outputs.has(name)) throw new GraphError(`output "${name}" is declared twice`);
    this.outputs.set(name, value);
  }

  /**
   * Stores a tensor in the graph.
   *
   * @param elements row-major, as many as the shape has
   * @param name for those who look into the file; given names must differ
   * @throws GraphError if shape and length differ
   */
  constant(shape: readonly number[], elements: ConstantElements, name = `constant_${this.constants.length}`): Value {
    if (elementCount(shape) !== elements.length) {
      throw new GraphError(`a constant of shape ${showShape(shape)} cannot hold ${elements.length} elements`);
    }
    const value: Value = { name, type: elementType(elements), shape };
    this.constants.push({ value, elements });
    return value;
  }

  /** A float32 scalar, stored once however often it is asked for. */
  scalar(x: number): Value {
    return this.#once(`scalar ${x}`, () => this.constant([], Float32Array.of(x)));
  }

  /** An int64 scalar, stored once however often it is asked for. */
  integer(x: number): Value {
    return this.#once(`integer ${x}`, () => this.constant([], BigInt64Array.of(BigInt(x))));
  }

  /** A list of int64, such as axes or a target shape, stored once however often it is asked for. */
  integers(list: readonly number[]): Value {
    const store = (): Value => this.constant([list.length], BigInt64Array.from(list, BigInt));
    return this.#once(`integers ${list.join()}`, store);
  }

  /** Adds a node with one result. The caller, an operation, has checked the shapes. */
  node(spec: NodeSpec, shape: Shape, type: ElementType = "float32"): Value {
    const output = this.#newValue(shape, type);
    this.nodes.push({ ...spec, outputs: [output] });
    return output;
  }

  /** Adds a node with two results, both float32. */
  nodePair(spec: NodeSpec, first: Shape, second: Shape): readonly [Value, Value] {
    const outputs = [this.#newValue(first, "float32"), this.#newValue(second, "float32")] as const;
    this.nodes.push({ ...spec, outputs });
    return outputs;
  }

  /** Adds a node with as many results as shapes are given, all of one type. */
  nodeList(spec: NodeSpec, shapes: readonly Shape[], type: ElementType = "float32"): readonly Value[] {
    const outputs = shapes.map((shape) => this.#newValue(shape, type));
    this.nodes.push({ ...spec, outputs });
    return outputs;
  }

  /** Puts an operation on the tape, if one is running, and returns its output. */
  record(output: Value, inputs: readonly Value[], vjp: Vjp): Value {
    this.#tape?.push({ output, inputs, vjp });
    return output;
  }

  /** Runs `build` on a tape of its own (or on none) and returns its result with what was recorded. */
  onOwnTape<Result>(recording: boolean, build: () => Result): { result: Result; tape: readonly TapeEntry[] } {
    const outer = this.#tape;
    const own: TapeEntry[] = [];
    this.#tape = recording ? own : undefined;
    try {
      return { result: build(), tape: own };
    } finally {
      this.#tape = outer;
    }
  }

  /** The nodes recorded so far on the running tape. */
  get tape(): readonly TapeEntry[] {
    return this.#tape ?? [];
  }

  #newValue(shape: Shape, type: ElementType): Value {
    return { name: `value_${this.#valueCount++}`, type, shape };
  }

  #once(key: string, store: () => Value): Value {
    const known = this.#constantByKey.get(key);
    if (known) return known;
    const value = store();
    this.#constantByKey.set(key, value);
    return value;
  }
}

function elementType(elements: ConstantElements): ElementType {
  if (elements instanceof Float32Array) return "float32";
  if (elements instanceof Int32Array) return "int32";
  return elements instanceof BigInt64Array ? "int64" : "uint8";
}
