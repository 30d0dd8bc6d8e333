import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Attribute, Constant, Graph, Node } from "./graph.ts";
import { MICROSOFT } from "./graph.ts";
import { neededNodes } from "./needed-nodes.ts";
import type { ElementType, Value } from "./value.ts";

/** ONNX's numbers of element types (TensorProto.DataType). */
const elementTypeNumbers: Record<ElementType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };
/** ONNX's numbers of attribute types (AttributeProto.AttributeType). */
const attributeTypeNumbers = { float: 1, int: 2, string: 3, ints: 7 } as const;
const irVersion = 10;
const operatorSetVersion = 20;

/** Constants from this size on stay in the caller's memory: the document neither copies them nor meets protobuf's limit of 2 GiB. */
const externalFromBytes = 2 ** 14;
/** ONNX's number of a tensor that lies outside the document (TensorProto.DataLocation). */
const externalLocation = 1;

/** A graph as ONNX Runtime takes it. */
interface EncodedModel {
  /** An ONNX ModelProto. */
  readonly bytes: Uint8Array;
  /** The large constants, in the caller's own memory, where the document refers to them. */
  readonly externalData: readonly ExternalData[];
}

/** A large constant. */
interface ExternalData {
  /** The file it is said to lie in: its own name, or one file for all. */
  readonly path: string;
  /** The file's byte at which it begins. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Where tensors of one file begin, so that runtimes can map them into memory. */
const pageBytes = 4096;

/**
 * Writes a graph for a session, or as a file.
 *
 * @param dataFile the file, in the model's own folder, that all large constants will lie in; undefined: each by itself
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the field numbers
 */
export function encodeModel(graph: Graph, dataFile?: string): EncodedModel {
  const writer = new BinaryWriter();
  const external = placedOutside(graph, dataFile);
  writer.tag(1, WireType.Varint).int64(irVersion);
  writer.tag(2, WireType.LengthDelimited).string("rise");
  message(writer, 7, () => writeGraph(writer, graph, external));
  for (const [domain, version] of [["", operatorSetVersion] as const, [MICROSOFT, 1] as const]) {
    message(writer, 8, () => {
      writer.tag(1, WireType.LengthDelimited).string(domain);
      writer.tag(2, WireType.Varint).int64(version);
    });
  }
  return { bytes: writer.finish(), externalData: [...external.values()] };
}

type Placed = ReadonlyMap<Constant, ExternalData>;

function placedOutside(graph: Graph, dataFile: string | undefined): Placed {
  let end = 0;
  const large = graph.constants.filter(({ elements }) => elements.byteLength >= externalFromBytes);
  return new Map(
    large.map((constant) => {
      const { value, elements } = constant;
      const offset = dataFile === undefined ? 0 : Math.ceil(end / pageBytes) * pageBytes;
      end = offset + elements.byteLength;
      return [constant, { path: dataFile ?? value.name, offset, data: bytesOf(elements) }];
    }),
  );
}

const bytesOf = (elements: Constant["elements"]): Uint8Array =>
  new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

/** A value that is an output bears the output's name; one that has another name already gets it through Identity. */
function writeGraph(writer: BinaryWriter, graph: Graph, external: Placed): void {
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
  for (const constant of graph.constants) message(writer, 5, () => writeTensor(writer, constant, external));
  for (const value of graph.inputs) message(writer, 11, () => writeValueInfo(writer, value));
  for (const value of outputs) message(writer, 12, () => writeValueInfo(writer, value));
  // ONNX Runtime loses sizes that are known at run time only wherever a shape is changed: told them, it writes more over
  // memory that nobody reads any more.
  for (const value of made) if (!names.has(value)) message(writer, 13, () => writeValueInfo(writer, value));
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

function writeTensor(writer: BinaryWriter, constant: Constant, external: Placed): void {
  const { value, elements } = constant;
  const outside = external.get(constant);
  for (const size of value.shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).int32(elementTypeNumbers[value.type]);
  writer.tag(8, WireType.LengthDelimited).string(value.name);
  if (outside !== undefined) {
    writeEntry(writer, "location", outside.path);
    writeEntry(writer, "offset", String(outside.offset));
    writeEntry(writer, "length", String(elements.byteLength));
    writer.tag(14, WireType.Varint).int32(externalLocation);
  } else {
    writer.tag(9, WireType.LengthDelimited).bytes(bytesOf(elements));
  }
}

/** Where an external tensor lies, a pair of texts (StringStringEntryProto). */
function writeEntry(writer: BinaryWriter, key: string, text: string): void {
  message(writer, 13, () => {
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).string(text);
  });
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
