import { binary } from "./nodes.ts";
import type { Graph, TapeEntry } from "./graph.ts";
import type { Value } from "./value.ts";
import { GraphError, sameShape, showShape } from "./value.ts";

/** The gradients of one scalar with respect to the values that need one, summed as they arrive. */
export class Gradients {
  readonly #graph: Graph;
  readonly #needed: Set<Value>;
  readonly #sums = new Map<Value, Value>();

  constructor(graph: Graph, wanted: Iterable<Value>) {
    this.#graph = graph;
    this.#needed = new Set(wanted);
  }

  /** The gradient of `x` so far; undefined if nothing has reached it. */
  of(x: Value): Value | undefined {
    return this.#sums.get(x);
  }

  /** Whether `x` depends on a wanted value, so that its gradient must be computed. */
  needs(x: Value): boolean {
    return this.#needed.has(x);
  }

  /** Asks for the gradient of one more value. */
  want(x: Value): void {
    this.#needed.add(x);
  }

  /** Starts the sum of `x` at `start`, such as a buffer in which gradients accumulate. */
  start(x: Value, start: Value): void {
    this.#sums.set(x, this.#checked(x, start));
  }

  /** Adds a contribution to the gradient of `x`; nothing is built where nobody needs it. */
  add(x: Value, contribution: () => Value): void {
    this.addInto(x, (sum) => (sum ? binary(this.#graph, "Add", sum, contribution()) : contribution()));
  }

  /** As `add`, for operators that can add to what is there themselves, such as Gemm: `contribute` returns the new sum. */
  addInto(x: Value, contribute: (sum: Value | undefined) => Value): void {
    if (!this.#needed.has(x)) return;
    this.#sums.set(x, this.#checked(x, contribute(this.#sums.get(x))));
  }

  /** Puts another value instead of the gradient of `x`, if there is one: equal to it, but made differently. */
  replace(x: Value, by: (sum: Value) => Value): void {
    const sum = this.#sums.get(x);
    if (sum) this.#sums.set(x, this.#checked(x, by(sum)));
  }

  /** Goes through a tape from its end to its start and adds every operation's vector-Jacobian product. */
  pullBack(tape: readonly TapeEntry[]): void {
    for (const { inputs, output } of tape) if (inputs.some((x) => this.#needed.has(x))) this.#needed.add(output);
    this.#graph.onOwnTape(false, () => {
      for (const { output, vjp } of tape.toReversed()) {
        const dy = this.#sums.get(output);
        if (dy && this.#needed.has(output)) vjp(dy, this);
      }
    });
  }

  #checked(x: Value, gradient: Value): Value {
    if (sameShape(x.shape, gradient.shape)) return gradient;
    throw new GraphError(
      `the gradient of ${x.name} must have its shape ${showShape(x.shape)}, got ${showShape(gradient.shape)}`,
    );
  }
}

/** A value whose gradient is wanted, with the value to which the gradient is added, if any. */
export interface Wanted {
  readonly value: Value;
  readonly addTo?: Value;
}

/** A value with the gradient of the loss by it, from which differentiation proceeds backwards. */
export interface Seed {
  readonly value: Value;
  /** Of the value's shape. */
  readonly gradient: Value;
}

/**
 * Reverse-mode differentiation: adds to the graph the nodes that compute d loss / d value for each wanted value.
 *
 * @param loss float32 scalar, built on this graph's tape
 * @returns one gradient for each wanted value, of its shape
 * @throws GraphError if the loss does not depend on a wanted value
 */
export function differentiate(graph: Graph, loss: Value, wanted: readonly Wanted[]): Value[] {
  if (loss.shape.length > 0) throw new GraphError(`the loss must be a scalar, got ${showShape(loss.shape)}`);
  return differentiateFrom(graph, graph.tape, { value: loss, gradient: graph.scalar(1) }, wanted);
}

/**
 * As `differentiate`, from a value whose gradient is known, along a tape that leads to it.
 *
 * @throws GraphError if the value does not depend on a wanted one
 */
export function differentiateFrom(
  graph: Graph,
  tape: readonly TapeEntry[],
  seed: Seed,
  wanted: readonly Wanted[],
): Value[] {
  const gradients = new Gradients(
    graph,
    wanted.map(({ value }) => value),
  );
  for (const { value, addTo } of wanted) if (addTo) gradients.start(value, addTo);
  gradients.want(seed.value);
  gradients.start(seed.value, seed.gradient);
  gradients.pullBack(tape);
  return wanted.map(({ value, addTo }) => {
    const gradient = gradients.of(value);
    if (gradient && gradient !== addTo) return gradient;
    throw new GraphError(`the loss does not depend on ${value.name} ${showShape(value.shape)}`);
  });
}
