import { binary, Graph, reduce, reshape, unary, type Value } from "../graph/index.ts";
import type { Parameter } from "../model/index.ts";
import { joined, parted, stepGroups, type StepGroup } from "./step-groups.ts";
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
  gradient: { fed: gradientInput(name), made: gradientOutput(name) },
});

/** The names of a group's moments, which lie on the device one tensor behind the other. */
export const momentNames = ({ name }: StepGroup) => ({
  first: { fed: `first_in.${name}`, made: `first.${name}` },
  second: { fed: `second_in.${name}`, made: `second.${name}` },
});

/** The graph of the gradient's Euclidean norm over all tensors: result `norm` [1]. */
export function gradientNormGraph(parameters: readonly Parameter[]): Graph {
  const graph = new Graph();
  const squares = stepGroups(parameters).flatMap((group) => {
    const gradients = group.members.map(({ name, shape }) => graph.input(gradientInput(name), shape));
    const width = rowWidth(group.elements);
    // A sum over all at once would be the work of a single group of threads: rows first.
    if (width === 1) return gradients.map((gradient) => squareSum(graph, gradient));
    return [squareSum(graph, reshape(graph, joined(graph, group, gradients), [group.elements / width, width]))];
  });
  const [first, ...rest] = squares;
  if (first === undefined) throw new RangeError("a norm needs tensors, got none");
  const total = rest.reduce((sum, square) => binary(graph, "Add", sum, square), first);
  graph.output("norm", unary(graph, "Sqrt", total));
  return graph;
}

/** The sum of squares, axis by axis: [1]. */
function squareSum(graph: Graph, x: Value): Value {
  let sum = binary(graph, "Mul", x, x);
  for (let axis = x.shape.length - 1; axis >= 0; axis--) sum = reduce(graph, "ReduceSum", sum, [axis], false);
  return reshape(graph, sum, [1]);
}

/** The largest power of two that so many elements are rows of, up to 1024. */
function rowWidth(elements: number): number {
  let width = 1;
  while (width < 1024 && elements % (2 * width) === 0) width *= 2;
  return width;
}

/**
 * The graph of one step of AdamW on every tensor, as `adamW` takes it: weights, moments, and gradients, which become 0; each
 * result may be written over its input.
 */
export function adamWGraph(parameters: readonly Parameter[]): Graph {
  const graph = new Graph();
  const numbers = Object.fromEntries(Object.entries(stepInputs).map(([key, name]) => [key, graph.input(name, [1])]));
  const step = numbers as Record<keyof typeof stepInputs, Value>; // one of each key
  for (const group of stepGroups(parameters)) addStep(graph, group, step);
  return graph;
}

function addStep(graph: Graph, group: StepGroup, step: Readonly<Record<keyof typeof stepInputs, Value>>): void {
  const moments = momentNames(group);
  const times = (a: Value, b: Value): Value => binary(graph, "Mul", a, b);
  const plus = (a: Value, b: Value): Value => binary(graph, "Add", a, b);
  const members = (state: keyof ReturnType<typeof stateNames>): Value =>
    joined(
      graph,
      group,
      group.members.map(({ name, shape }) => graph.input(stateNames(name)[state].fed, shape)),
    );
  const moment = (which: keyof typeof moments): Value => graph.input(moments[which].fed, [group.elements]);
  const [weight, gradient] = [members("weight"), members("gradient")];
  const g = times(gradient, step.factor);
  const first = plus(times(moment("first"), step.beta1), times(g, step.rest1));
  const second = plus(times(moment("second"), step.beta2), times(times(g, g), step.rest2));
  const root = plus(unary(graph, "Sqrt", times(second, step.secondScale)), step.epsilon);
  const move = binary(graph, "Div", times(first, step.size), root);
  const moved = binary(graph, "Sub", group.decayed ? times(weight, step.kept) : weight, move);
  const cleared = binary(graph, "Sub", g, g); // +0 whatever the sign of g: a resumed run begins with that
  const [weights, gradients] = [parted(graph, group, moved), parted(graph, group, cleared)];
  for (const [i, { name }] of group.members.entries()) {
    const names = stateNames(name);
    graph.output(names.weight.made, weights[i] as Value); // one for each member
    graph.output(names.gradient.made, gradients[i] as Value);
  }
  graph.output(moments.first.made, first);
  graph.output(moments.second.made, second);
}
