import { binary, Graph, reduce, reshape, unary, type Value } from "../graph/index.ts";
import type { Parameter } from "../model/index.ts";
import { gradientInput, gradientOutput } from "./training-graph.ts";

/** The numbers of a step that all its tensors share, inputs of shape [1]. */
export const stepInputs = {
  /** See `clipFactor`. */
  factor: "step.factor",
  /** The learning rate over the first moments' bias. */
  size: "step.size",
  /** One over the second moments' bias. */
  secondScale: "step.second_scale",
  /** What weight decay leaves of a weight. */
  kept: "step.kept",
  beta1: "step.beta1",
  rest1: "step.rest1",
  beta2: "step.beta2",
  rest2: "step.rest2",
  epsilon: "step.epsilon",
} as const;

/** A tensor's state in the step's graph: its name among the inputs and, written over that, among the results. */
export const stateNames = (name: string) => ({
  weight: { fed: name, made: `new.${name}` },
  first: { fed: `first_in.${name}`, made: `first.${name}` },
  second: { fed: `second_in.${name}`, made: `second.${name}` },
  gradient: { fed: gradientInput(name), made: gradientOutput(name) },
});

/** The graph of the gradient's Euclidean norm over all tensors: result `norm` [1]. */
export function gradientNormGraph(parameters: readonly Parameter[]): Graph {
  const graph = new Graph();
  const squares = parameters.map(({ name, shape }) => {
    const gradient = graph.input(gradientInput(name), shape);
    let sum = binary(graph, "Mul", gradient, gradient);
    // Axis by axis: a sum over all at once would be the work of a single group of threads.
    for (let axis = shape.length - 1; axis >= 0; axis--) sum = reduce(graph, "ReduceSum", sum, [axis], false);
    return reshape(graph, sum, [1]);
  });
  const [first, ...rest] = squares;
  if (first === undefined) throw new RangeError("a norm needs tensors, got none");
  const total = rest.reduce((sum, square) => binary(graph, "Add", sum, square), first);
  graph.output("norm", unary(graph, "Sqrt", total));
  return graph;
}

/**
 * The graph of one step of AdamW on every tensor, as `adamW` takes it: weights, moments, and gradients, which become 0; each
 * result may be written over its input.
 */
export function adamWGraph(parameters: readonly Parameter[]): Graph {
  const graph = new Graph();
  const numbers = Object.fromEntries(Object.entries(stepInputs).map(([key, name]) => [key, graph.input(name, [1])]));
  const step = numbers as Record<keyof typeof stepInputs, Value>; // one of each key
  for (const parameter of parameters) addStep(graph, parameter, step);
  return graph;
}

function addStep(
  graph: Graph,
  { name, shape, decayed }: Parameter,
  step: Readonly<Record<keyof typeof stepInputs, Value>>,
): void {
  const names = stateNames(name);
  const times = (a: Value, b: Value): Value => binary(graph, "Mul", a, b);
  const plus = (a: Value, b: Value): Value => binary(graph, "Add", a, b);
  const input = (state: keyof typeof names): Value => graph.input(names[state].fed, shape);
  const [weight, gradient] = [input("weight"), input("gradient")];
  const g = times(gradient, step.factor);
  const first = plus(times(input("first"), step.beta1), times(g, step.rest1));
  const second = plus(times(input("second"), step.beta2), times(times(g, g), step.rest2));
  const root = plus(unary(graph, "Sqrt", times(second, step.secondScale)), step.epsilon);
  const move = binary(graph, "Div", times(first, step.size), root);
  graph.output(names.weight.made, binary(graph, "Sub", decayed ? times(weight, step.kept) : weight, move));
  graph.output(names.first.made, first);
  graph.output(names.second.made, second);
  graph.output(names.gradient.made, binary(graph, "Sub", g, g)); // +0 whatever the sign of g: a resumed run begins with that
}
