import { codecSource } from "./codec.ts";

/**
 * JavaScript, run in the program's own process: loads the program and does what it is asked, answering on descriptor 4: looks up
 * names, calls, reads properties. Requests come on descriptor 3; while the program waits for a function of the tests, on descriptor
 * 5. It never sees a test; whatever the program does to it changes no more than its answers. Nothing of it is a global name.
 */
export const agentSource = String.raw`
(() => {
"use strict";
${codecSource}
const fs = require("node:fs");
const net = require("node:net");
const vm = require("node:vm");
const { inspect } = require("node:util");
const { readSync, writeSync } = fs;
const requireModule = require;

const send = (message) => {
  const bytes = buffer.from(stringify(message) + "\n");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(4, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") process.exit(1);
    }
  }
};
const bytesIn = buffer.alloc(65536);
let rest = "";
const decoder = new TextDecoder();
const receive = () => {
  for (;;) {
    const end = rest.indexOf("\n");
    if (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return parse(line);
    }
    const count = readSync(5, bytesIn);
    if (count === 0) process.exit(1);
    rest += decoder.decode(bytesIn.subarray(0, count), { stream: true });
  }
};

const callbacks = new Map(), callbackHandles = new WeakMap();
const promises = new Map();
let promiseCount = 0;
const codec = createCodec({
  handleOfRemote: (value) => callbackHandles.get(value),
  own: (value, handle, ref) =>
    types.isNativeError(value) && typeof value.constructor === "function" ? ["fault", ref(value.constructor), ...codec.describeError(value, "", ref).slice(2)] : ["own", handle, about(value, ref)],
  remote: (handle) => {
    if (!callbacks.has(handle)) {
      const stub = function (...args) {
        return ask(handle, this === globalThis || !isObject(this) ? undefined : this, args, new.target !== undefined);
      };
      callbacks.set(handle, stub);
      callbackHandles.set(stub, handle);
    }
    return callbacks.get(handle);
  },
  onPromise: (promise) => {
    const id = promiseCount++;
    const told = (isKept) => (value) => send({ settled: id, isKept, values: codec.pack([value]).packed });
    apply(then, promise, [told(true), told(false)]);
    return id;
  },
  promiseOf: (id) => {
    if (!promises.has(id)) promises.set(id, Promise.withResolvers());
    return promises.get(id).promise;
  },
});
const isClass = (value) => typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
const about = (value, ref) => {
  const call = typeof value === "function";
  if (call) {
    const base = isClass(value) ? getPrototypeOf(value) : value.prototype && getPrototypeOf(value.prototype)?.constructor;
    return { call, base: typeof base === "function" && base !== Function.prototype && base !== value ? baseOf(base, ref) : null };
  }
  const made = value.constructor;
  return { call, class: typeof made === "function" && made !== Object && made.prototype === getPrototypeOf(value) ? ref(made) : null };
};
const baseOf = (base, ref) => (errorKinds[base.name] === base || [Array, Map, Set, Object, Promise, Function].includes(base) ? base.name : ref(base));

const ask = (h, self, args, isNew) => {
  const { packed } = codec.pack([self, args]);
  send({ call: h, values: packed, isNew });
  for (;;) {
    const message = receive();
    if ("op" in message) {
      answer(message);
      continue;
    }
    const [value] = codec.unpack(message.values).values;
    if (message.raises) throw value;
    return value;
  }
};

const scripts = (source, filename) =>
  new vm.Script(source, { filename, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext();
const declare = (value, name) => defineProperty(globalThis, name, { value, writable: true, configurable: true });
const module_ = { exports: {} };
let entryPoint, namespace;
const builtIns = ["Array", "String", "Number", "Boolean", "BigInt", "Object", "Function", "Date", "Map", "Set", "Promise", "RegExp", "Math", "JSON", "Symbol"];
const parts = builtIns.flatMap((name) => [[name, false, globalThis[name]], [name, true, globalThis[name].prototype]]).filter(([, , part]) => part !== undefined);
const before = parts.map(([, , part]) => new Set(ownKeys(part)));

async function load(source, setup, entry) {
  entryPoint = entry;
  declare(requireModule, "require"); // not before: Node puts its own back when this script has run
  declare(module_, "module");
  declare(module_.exports, "exports");
  for (const line of setup) {
    try {
      scripts(line, "setup.js");
    } catch {
      // the judge tells what is wrong with it
    }
  }
  const program = source.replace(/^#!.*/, "");
  try {
    scripts(program, "program.js");
  } catch (error) {
    if (!(error instanceof SyntaxError) || !/^\s*(?:import|export)\b|\bawait\b|import\.meta/m.test(program)) throw error;
    namespace = await importProgram(program);
  }
  const added = [];
  for (const [index, [name, isPrototype, part]] of parts.entries())
    for (const key of ownKeys(part))
      if (typeof key === "string" && !before[index].has(key) && typeof getOwnPropertyDescriptor(part, key).value === "function") added.push([name, isPrototype, key, part[key]]);
  return added;
}

/** The program as a module; its own names are seen from within. */
async function importProgram(source) {
  const seen = source + "\n;export const __rise_name = (name) => eval(name);";
  const loaded = new vm.SourceTextModule(seen, { identifier: "program.js" });
  await loaded.link(async (specifier) => {
    const found = requireModule(specifier);
    const names = [...new Set(["default", ...Object.keys(found)])];
    return new vm.SyntheticModule(names, function () {
      for (const name of names) this.setExport(name, name === "default" ? found : found[name]);
    });
  });
  await loaded.evaluate();
  return loaded.namespace;
}

const ownAtStart = new Map(ownKeys(globalThis).filter((key) => "value" in getOwnPropertyDescriptor(globalThis, key)).map((key) => [key, globalThis[key]]));
const absent = Symbol("absent");
const named = (name) => {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return absent;
  try {
    if (namespace !== undefined) return namespace.__rise_name(name);
  } catch (error) {
    if (!(error instanceof ReferenceError) && !(error instanceof SyntaxError)) throw error;
  }
  if (namespace !== undefined && name in namespace) return namespace[name];
  try {
    if (scripts("typeof " + name, "name.js") !== "undefined") return scripts(name, "name.js");
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof ReferenceError)) throw error;
  }
  const { exports } = module_;
  if (isObject(exports) && name in exports && name !== "name" && name !== "length") return exports[name];
  if (name !== entryPoint) return absent;
  if (typeof exports === "function") return exports;
  return typeof namespace?.default === "function" ? namespace.default : absent;
};

const isBuiltIn = (name) => ownAtStart.has(name) && ownAtStart.get(name) === globalThis[name] && named(name) === globalThis[name];

const reason = (error) =>
  error instanceof Error ? (error.name + ": " + error.message).slice(0, 600) : "threw " + inspect(error, { customInspect: false }).slice(0, 200);

const operations = {
  name: ({ name }) => {
    const value = named(name);
    return value === absent ? [false] : [true, value];
  },
  exist: (_, names) => names.filter((name) => named(name) !== absent && !isBuiltIn(name)),
  call: ({ h }, self, args) => apply(codec.objects[h], self, args),
  construct: ({ h }, self, args) => Reflect.construct(codec.objects[h], args),
  get: ({ h }, key) => codec.objects[h][key],
  set: ({ h }, key, value) => Reflect.set(codec.objects[h], key, value),
  has: ({ h }, key) => key in Object(codec.objects[h]),
  delete: ({ h }, key) => Reflect.deleteProperty(codec.objects[h], key),
  keys: ({ h }) => ownKeys(codec.objects[h]).filter((key) => typeof key === "string").map((key) => [key, getOwnPropertyDescriptor(codec.objects[h], key)?.enumerable === true]),
  text: ({ h }) => String(codec.objects[h]),
  value: ({ h }) => Number(codec.objects[h]),
};

const answer = (request) => {
  if ("settles" in request) {
    const [value] = codec.unpack(request.values).values;
    const { resolve, reject } = promises.get(request.settles) ?? {};
    (request.isKept ? resolve : reject)?.(value);
    return;
  }
  const { values, made } = codec.unpack(request.values);
  const known = new Map([...made].filter(([index]) => mutable(request.values.nodes[index])).map(([index, value]) => [value, index]));
  const told = (raises) => (value) => {
    const { packed } = codec.pack([value], known);
    send({ raises, values: packed, changes: changesOf(codec, request.values, made), why: raises ? reason(value) : undefined });
  };
  if (request.op === "load") {
    const [source, setup, entry] = values;
    load(source, setup, entry).then(told(false), told(true));
    return;
  }
  let value;
  try {
    value = operations[request.op](request, ...values);
  } catch (error) {
    told(true)(error);
    return;
  }
  try {
    told(false)(value);
  } catch (error) {
    told(true)(new TypeError("no data: " + reason(error)));
  }
};

process.on("unhandledRejection", () => undefined); // a test may not want what it asked for
let waiting = "";
const requests = new net.Socket({ fd: 3 });
const requestDecoder = new TextDecoder();
requests.on("data", (chunk) => {
  waiting += requestDecoder.decode(chunk, { stream: true });
  for (let end = waiting.indexOf("\n"); end >= 0; end = waiting.indexOf("\n")) {
    const line = waiting.slice(0, end);
    waiting = waiting.slice(end + 1);
    answer(parse(line));
  }
});
requests.on("end", () => process.exit(0));
requests.on("error", () => process.exit(1));
send({ ready: true });
})();
`;
