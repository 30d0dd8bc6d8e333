/**
 * JavaScript, shared by the judge and the program's process: values as plain data. What is sent is a table of nodes, scalars inline, so
 * that depth, cycles and shared parts survive; what is not data stays where it is and is sent as a handle. Nothing that is received is
 * run. A Proxy is not data: it says what it likes.
 */
export const codecSource = String.raw`
const { types } = require("node:util");
const { stringify, parse } = JSON;
const { getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Object;
const { ownKeys } = Reflect;
const [setAdd, setEach, mapSet, mapEach, dateTime] = [Set.prototype.add, Set.prototype.forEach, Map.prototype.set, Map.prototype.forEach, Date.prototype.getTime];
const apply = Reflect.apply;
const then = Promise.prototype.then;
const wellKnown = ["iterator", "asyncIterator"];
const errorKinds = { Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError };
const views = { Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array };
const boxes = { Number, String, Boolean };
const buffer = Buffer;

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
const isPlain = (value) => {
  const proto = getPrototypeOf(value);
  return proto === null || proto === Object.prototype;
};

/** own(value, ref): what is sent for what is not data. remote(handle, about, value): what stands for the other side's. */
const createCodec = ({ handleOfRemote, own, remote, fault, onPromise, promiseOf }) => {
  const objects = [];
  const handles = new Map();
  const handleOf = (value) => {
    if (!handles.has(value)) handles.set(value, objects.push(value) - 1);
    return handles.get(value);
  };
  const pack = (values, known = new Map()) => {
    const nodes = [], kept = [], seen = new Map();
    const ref = (value) => {
      if (value === null || typeof value === "boolean" || typeof value === "string") return value;
      if (value === undefined) return ["u"];
      if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : ["n", Object.is(value, -0) ? "-0" : String(value)];
      if (typeof value === "bigint") return ["b", String(value)];
      if (typeof value === "symbol") return symbolRef(value);
      if (known.has(value)) return ["arg", known.get(value)];
      if (!seen.has(value)) {
        seen.set(value, nodes.length);
        nodes.push(null);
        kept.push(value);
      }
      return ["r", seen.get(value)];
    };
    const symbolRef = (symbol) => {
      const name = wellKnown.find((one) => Symbol[one] === symbol);
      if (name !== undefined) return ["@", name];
      const key = Symbol.keyFor(symbol);
      return key === undefined ? ["s", String(symbol.description)] : ["S", key];
    };
    const refs = values.map(ref);
    for (let index = 0; index < kept.length; index++) nodes[index] = describe(kept[index], ref);
    return { packed: { refs, nodes }, kept };
  };
  const describe = (value, ref) => {
    const theirs = handleOfRemote(value);
    if (theirs !== undefined) return ["yours", theirs];
    if (types.isProxy(value)) return ["own", handleOf(value), { opaque: true, call: typeof value === "function" }];
    if (typeof value === "function") return own(value, handleOf(value), ref);
    if (types.isPromise(value)) return ["promise", onPromise(value)];
    return describeData(value, ref) ?? own(value, handleOf(value), ref);
  };
  const entriesOf = (value, ref) => {
    const entries = [];
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key);
      if (typeof key === "string" && property !== undefined && property.enumerable) entries.push([key, ref(value[key])]);
    }
    return entries;
  };
  const describeData = (value, ref) => {
    const proto = getPrototypeOf(value);
    if (Array.isArray(value) && proto === Array.prototype) return ["array", value.length, entriesOf(value, ref)];
    if (types.isMap(value) && proto === Map.prototype) {
      const entries = [];
      apply(mapEach, value, [(part, key) => entries.push([ref(key), ref(part)])]);
      return ["map", entries];
    }
    if (types.isSet(value) && proto === Set.prototype) {
      const entries = [];
      apply(setEach, value, [(part) => entries.push(ref(part))]);
      return ["set", entries];
    }
    if (types.isDate(value) && proto === Date.prototype) return ["date", ref(apply(dateTime, value, []))];
    if (types.isRegExp(value) && proto === RegExp.prototype) return ["regexp", String(value.source), String(value.flags), value.lastIndex];
    if (types.isNativeError(value) && errorKinds[proto.name] !== undefined && proto === errorKinds[proto.name].prototype) return describeError(value, proto.name, ref);
    for (const name of Object.keys(views)) if (proto === views[name].prototype && types.isTypedArray(value)) return ["view", name, bytesOf(value)];
    if (proto === buffer.prototype) return ["view", "Buffer", bytesOf(value)];
    if (types.isAnyArrayBuffer(value)) return ["view", "ArrayBuffer", bytesOf(new Uint8Array(value))];
    for (const name of Object.keys(boxes)) if (types.isBoxedPrimitive(value) && proto === boxes[name].prototype) return ["box", name, ref(value.valueOf())];
    return isPlain(value) && holdsData(value) ? ["object", proto === null, entriesOf(value, ref)] : undefined;
  };
  const bytesOf = (view) => buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");
  const describeError = (error, name, ref) => {
    const entries = ownKeys(error).filter((key) => typeof key === "string" && key !== "stack" && key !== "message").map((key) => [key, ref(error[key])]);
    return ["error", name, String(error.message), entries];
  };
  /** args: what the numbers stand for; first: what the first node is put into. Returns the values and all that was made. */
  const unpack = ({ refs, nodes }, args = [], first = undefined) => {
    const made = new Map(), waiting = [];
    const value = (ref) => {
      if (!Array.isArray(ref)) return ref;
      const [tag, part] = ref;
      if (tag === "u") return undefined;
      if (tag === "n") return Number(part);
      if (tag === "b") return BigInt(part);
      if (tag === "@") return wellKnown.includes(part) ? Symbol[part] : undefined;
      if (tag === "s") return Symbol(part);
      if (tag === "S") return Symbol.for(part);
      if (tag === "arg") return args[part];
      if (!made.has(part)) {
        const node = nodes[part];
        made.set(part, shell(node, value));
        waiting.push(part);
      }
      return made.get(part);
    };
    if (first !== undefined) {
      made.set(0, first);
      waiting.push(0);
    }
    const values = refs.map(value);
    for (let index = 0; index < waiting.length; index++) fill(made.get(waiting[index]), nodes[waiting[index]], value);
    return { values, made };
  };
  const shell = (node, value) => {
    const [kind, a, b, c] = node;
    if (kind === "array") return [];
    if (kind === "object") return a ? Object.create(null) : {};
    if (kind === "map") return new Map();
    if (kind === "set") return new Set();
    if (kind === "date") return new Date(value(a));
    if (kind === "regexp") return Object.assign(new RegExp(a, b), { lastIndex: c });
    if (kind === "error") return Object.assign(new errorKinds[a](b), { stack: a + ": " + b });
    if (kind === "box") return Object(value(b));
    if (kind === "view") return viewOf(a, b);
    if (kind === "promise") return promiseOf(a);
    if (kind === "yours") return objects[a];
    if (kind === "own") return remote(a, b, value);
    if (kind === "fault") return fault(value(a), b);
    throw new RangeError("no such node");
  };
  const viewOf = (name, text) => {
    const bytes = buffer.from(text, "base64");
    if (name === "Buffer") return bytes;
    const { buffer: content } = new Uint8Array(bytes);
    return name === "ArrayBuffer" ? content : new views[name](content);
  };
  return { pack, unpack, objects, describeError, handleOf };
};

/** Whether an object's properties are values: getters and methods say what they like. */
const holdsData = (value) => {
  for (const key of ownKeys(value)) {
    const property = getOwnPropertyDescriptor(value, key);
    if (property === undefined || !("value" in property) || (typeof property.value === "function")) return false;
  }
  return true;
};

const put = (target, key, value) => defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });

/** Makes a container hold what a node says, and nothing else. */
const fill = (target, [kind, a, b, c], value) => {
  if (kind === "array" || kind === "object") {
    if (kind === "array") target.length = a;
    const names = new Set(b.map(([key]) => key));
    for (const key of Object.keys(target)) if (!names.has(key)) delete target[key];
    for (const [key, ref] of b) put(target, key, value(ref));
  } else if (kind === "map") {
    target.clear();
    for (const [key, ref] of a) apply(mapSet, target, [value(key), value(ref)]);
  } else if (kind === "set") {
    target.clear();
    for (const ref of a) apply(setAdd, target, [value(ref)]);
  } else if (kind === "error" || kind === "fault") {
    for (const [key, ref] of c) put(target, key, value(ref));
  }
};

const mutable = ([kind]) => kind === "array" || kind === "object" || kind === "map" || kind === "set";

/** Which of the containers that were received have changed since, and what they hold now. */
const changesOf = (codec, packed, made) => {
  const known = new Map([...made].filter(([, value]) => isObject(value)).map(([index, value]) => [value, index]));
  const found = [];
  for (const [index, container] of made) {
    const before = packed.nodes[index];
    if (!mutable(before)) continue;
    known.delete(container);
    const now = codec.pack([container], known).packed;
    known.set(container, index);
    if (now.nodes.length > 1 || stringify(now.nodes[0]).replaceAll('["arg"', '["r"') !== stringify(before)) found.push([index, now]);
  }
  return found;
};
`;
