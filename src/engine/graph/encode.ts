import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Attribute, Constant, Graph, Node } from "./graph.ts";
import { MICROSOFT } from "./graph.ts";
import { neededNodes } from "./needed-nodes.ts";
import type { ElementType, Value } from "./value.ts";

/** ONNX's numbers of element types (TensorProto.DataType). */
const elementTypeNumbers: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };
/** ONNX's numbers of attribute types (AttributeProto.AttributeType). */
const attributeTypeNumbers = { float: 1, int: 2, string: 3, ints: 7 } as const;
const irVersion = 10;
const operatorSetVersion = 20;

/**
 * Writes a graph as an ONNX ModelProto, ready for a session.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the field numbers
 */
export function encodeModel(graph: Graph): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(irVersion);
  writer.tag(2, WireType.LengthDelimited).string("rise");
  message(writer, 7, () => writeGraph(writer, graph));
  for (const [domain, version] of [["", operatorSetVersion] as const, [MICROSOFT, 1] as const]) {
    message(writer, 8, () => {
      writer.tag(1, WireType.LengthDelimited).string(domain);
      writer.tag(2, WireType.Varint).int64(version);
    });
  }
  return writer.finish();
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

/** A value that is an output bears the output's name; one that has another name already gets it through Identity. */
function writeGraph(writer: BinaryWriter, graph: Graph): void {
  const nodes = neededNodes(graph);
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const names = new Map<Value, string>();
  const copies: Node[] = [];
  const outputs = [...graph.outputs].map(([name, value]): Value => {
    const output = { ...value, name };
    if (made.has(value) && !names.has(value)) names.set(value, name);
    else copies.push({ op: "Identity", inputs: [value], outputs: [output] });
    return output;
  });
  const nameOf = (value: Value): string => names.get(value) ?? value.name;
  for (const [index, node] of [...nodes, ...copies].entries()) {
    message(writer, 1, () => writeNode(writer, node, index, nameOf));
  }
  writer.tag(2, WireType.LengthDelimited).string("rise");
  for (const constant of graph.constants) message(writer, 5, () => writeTensor(writer, constant));
  for (const value of graph.inputs) message(writer, 11, () => writeValueInfo(writer, value));
  for (const value of outputs) message(writer, 12, () => writeValueInfo(writer, value));
}

function writeNode(writer: BinaryWriter, node: Node, index: number, nameOf: (value: Value) => string): void {
  for (const value of node.inputs) writer.tag(1, WireType.LengthDelimited).string(value ? nameOf(value) : "");
  for (const value of node.outputs) writer.tag(2, WireType.LengthDelimited).string(nameOf(value));
  writer.tag(3, WireType.LengthDelimited).string(`${node.op}_${index}`);
  writer.tag(4, WireType.LengthDelimited).string(node.op);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    message(writer, 5, () => writeAttribute(writer, name, attribute));
  }
  if (node.domain !== undefined) writer.tag(7, WireType.LengthDelimited).string(node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  const type = (kind: keyof typeof attributeTypeNumbers): void => {
    writer.tag(20, WireType.Varint).int32(attributeTypeNumbers[kind]);
  };
  if (typeof attribute === "number") {
    writer.tag(3, WireType.Varint).int64(attribute);
    type("int");
  } else if (typeof attribute === "string") {
    writer.tag(4, WireType.LengthDelimited).string(attribute);
    type("string");
  } else if ("float" in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float);
    type("float");
  } else {
    for (const item of attribute) writer.tag(8, WireType.Varint).int64(item);
    type("ints");
  }
}

function writeTensor(writer: BinaryWriter, { value, elements }: Constant): void {
  for (const size of value.shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).int32(elementTypeNumbers[value.type]);
  writer.tag(8, WireType.LengthDelimited).string(value.name);
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValueInfo(writer: BinaryWriter, value: Value): void {
  writer.tag(1, WireType.LengthDelimited).string(value.name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(elementTypeNumbers[value.type]);
      message(writer, 2, () => {
        for (const size of value.shape) message(writer, 1, () => writeDim(writer, size));
      });
    }),
  );
}

function writeDim(writer: BinaryWriter, size: number | string): void {
  if (typeof size === "number") writer.tag(1, WireType.Varint).int64(size);
  else writer.tag(2, WireType.LengthDelimited).string(size);
}
