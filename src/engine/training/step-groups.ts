import type { Graph, Value } from "../graph/index.ts";
import { reshapeNode } from "../graph/index.ts";
import type { Parameter } from "../model/index.ts";

/** Tensors that a step on the GPU takes as one: a program costs as much for a small tensor as for a large one. */
export interface StepGroup {
  /** Under which the group's moments lie on the device. */
  readonly name: string;
  readonly members: readonly Parameter[];
  /** Of all members together. */
  readonly elements: number;
  /** Whether weight decay applies to them. */
  readonly decayed: boolean;
}

/** With its result or its operand, a group is as many buffers as every adapter lets one program have: 8. */
const mostMembers = 7;
/** 64 MiB: a step holds a few copies of the largest group, and every adapter binds as much. */
const mostElements = 2 ** 24;

const elementsOf = ({ shape }: Parameter): number => shape.reduce((a, b) => a * b, 1);

/** Sorts what is trained into groups, in the order of the table. A tensor that would fill a group is one by itself. */
export function stepGroups(parameters: readonly Parameter[]): readonly StepGroup[] {
  return [true, false].flatMap((decayed) => {
    const groups: Parameter[][] = [];
    let [members, elements]: [Parameter[], number] = [[], Infinity];
    for (const parameter of parameters.filter((one) => one.decayed === decayed)) {
      elements += elementsOf(parameter);
      if (elements > mostElements || members.length === mostMembers) {
        [members, elements] = [[], elementsOf(parameter)];
        groups.push(members);
      }
      members.push(parameter);
    }
    return groups.map((members, i) => ({
      name: `${decayed ? "decayed" : "kept"}.${i}`,
      members,
      elements: members.reduce((sum, member) => sum + elementsOf(member), 0),
      decayed,
    }));
  });
}

/** Where each member begins in its group. */
export function placesIn({ members }: StepGroup): readonly { readonly member: Parameter; readonly at: number }[] {
  let at = 0;
  return members.map((member) => {
    const place = { member, at };
    at += elementsOf(member);
    return place;
  });
}

/** Members one behind the other: [elements]. */
export function joined(graph: Graph, group: StepGroup, values: readonly Value[]): Value {
  const flat = values.map((value, i) => reshapeNode(graph, value, [elementsOf(group.members[i] as Parameter)]));
  const [only] = flat;
  if (only !== undefined && flat.length === 1) return only;
  return graph.node({ op: "Concat", inputs: flat, attributes: { axis: 0 } }, [group.elements]);
}

/** The members again, each in its shape. */
export function parted(graph: Graph, { members }: StepGroup, flat: Value): readonly Value[] {
  const sizes = members.map(elementsOf);
  const parts =
    members.length === 1
      ? [flat]
      : graph.nodeList(
          { op: "Split", inputs: [flat, graph.integers(sizes)], attributes: { axis: 0 } },
          sizes.map((size) => [size]),
        );
  return members.map(({ shape }, i) => reshapeNode(graph, parts[i] as Value, shape));
}
