import { codecSource } from "./codec.ts";
import { remoteSource } from "./remote.ts";

/**
 * JavaScript, run in a process of its own, which the program cannot reach: runs the tests, and compares here what the program answers.
 * Reads `{program, setup, tests, entryPoint}` on stdin; what the program's process says comes on descriptor 3, requests go out on 4, or on
 * 6 while the program waits for a function of the tests; writes what came of it as one JSON record a line on descriptor 5.
 */
export const judgeSource = String.raw`
(() => {
"use strict";
${codecSource}
${remoteSource}
const fs = require("node:fs");
const vm = require("node:vm");
const assert = require("node:assert");
const { inspect } = require("node:util");
const { MessageChannel, receiveMessageOnPort, Worker } = require("node:worker_threads");

const request = parse(fs.readFileSync(0, "utf8"));
const write = (fd, message) => {
  const bytes = buffer.from(stringify(message) + "\n");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      if (fd !== 5) gone();
      process.reallyExit(1);
    }
  }
};
const tell = (record) => write(5, record);
const finish = (record) => {
  tell(record);
  process.kill(process.pid, "SIGKILL"); // a thread still reads, for which a plain exit would wait
};
const gone = () => finish({ kind: "gone" });

/** A thread reads, so that what comes can be waited for, and can come while nothing is waited for. */
const arrivals = new Int32Array(new SharedArrayBuffer(4));
const { port1, port2: port } = new MessageChannel();
const readerSource = ${"`"}
  const { readSync } = require("node:fs");
  const { workerData: { port, arrivals } } = require("node:worker_threads");
  const say = (line) => { port.postMessage(line); Atomics.add(arrivals, 0, 1); Atomics.notify(arrivals, 0); };
  const bytes = Buffer.alloc(65536), decoder = new TextDecoder();
  let parts = [];
  for (;;) {
    let count = 0;
    try { count = readSync(3, bytes); } catch (error) { if (error.code === "EAGAIN") continue; }
    if (count === 0) { say(null); break; }
    const lines = decoder.decode(bytes.subarray(0, count), { stream: true }).split("\\n");
    parts.push(lines[0]);
    for (const line of lines.slice(1)) { say(parts.join("")); parts = [line]; }
  }
${"`"};
new Worker(readerSource, { eval: true, workerData: { port: port1, arrivals }, transferList: [port1] });
const receive = () => {
  for (;;) {
    const seen = Atomics.load(arrivals, 0);
    const found = receiveMessageOnPort(port);
    if (found !== undefined) return read(found.message);
    Atomics.wait(arrivals, 0, seen);
  }
};
const read = (line) => {
  try {
    const message = line === null ? null : parse(line);
    if (isObject(message)) return message;
  } catch {
    // no JSON
  }
  return gone();
};
port.on("message", (line) => heed(read(line)));

const promises = new Map();
let promiseCount = 0, depth = 0;
const requestFd = () => (depth > 0 ? 6 : 4);
const settle = (id, isKept) => (value) => write(4, { settles: id, isKept, values: codec.pack([value]).packed });
const promiseOf = (id) => {
  if (!promises.has(id)) {
    const made = Promise.withResolvers();
    made.promise.catch(() => undefined); // a test may not want it
    promises.set(id, made);
  }
  return promises.get(id).promise;
};
const codec = createCodec({
  handleOfRemote: (value) => remotes.handleOf(value),
  own: (value, handle, ref) => (typeof value === "function" ? ["own", handle, { call: true }] : ["object", false, partsOf(value, ref)]),
  remote: (handle, about, value) => remotes.remote(handle, about, value),
  fault: (kind, message) => {
    const error = new Error(message);
    const known = Object.values(errorKinds).find((one) => one === kind);
    Object.setPrototypeOf(error, (known ?? kind).prototype);
    return error;
  },
  onPromise: (promise) => {
    const id = promiseCount++;
    promise.then(settle(id, true), settle(id, false));
    return id;
  },
  promiseOf,
});
/** An object of a class of the tests': what it holds, and its methods, bound to it. */
const bound = new WeakMap();
const partsOf = (value, ref) => {
  const parts = [];
  const taken = new Set(["constructor"]);
  for (let from = value; from !== null && from !== Object.prototype; from = getPrototypeOf(from))
    for (const key of ownKeys(from)) {
      if (typeof key !== "string" || taken.has(key)) continue;
      taken.add(key);
      parts.push([key, ref(typeof value[key] === "function" ? boundTo(value, value[key]) : value[key])]);
    }
  return parts;
};
const boundTo = (value, method) => {
  if (remotes.handleOf(method) !== undefined) return method;
  const methods = bound.get(value) ?? new Map();
  bound.set(value, methods);
  if (!methods.has(method)) methods.set(method, method.bind(value));
  return methods.get(method);
};

const ask = (op, values, rest = {}) => {
  const { packed, kept } = codec.pack(values);
  write(requestFd(), { op, values: packed, ...rest });
  for (;;) {
    const message = receive();
    if (!("raises" in message)) {
      heed(message);
      continue;
    }
    const [value, raises] = taken(message, kept);
    if (raises) throw value;
    return value;
  }
};
const taken = (message, kept) => {
  try {
    for (const [index, changed] of message.changes) codec.unpack(changed, kept, kept[index]);
    return [codec.unpack(message.values, kept).values[0], message.raises === true];
  } catch (error) {
    if (error instanceof Refused) throw error;
    return gone(); // no answer that an honest program's process can give
  }
};
/** What comes without having been asked for: a promise is settled, or a function of the tests is called. */
const heed = (message) => {
  try {
    if ("settled" in message) {
      const [value] = codec.unpack(message.values).values;
      promiseOf(message.settled);
      const { resolve, reject } = promises.get(message.settled);
      (message.isKept ? resolve : reject)(value);
      return;
    }
    if ("ready" in message) return;
  } catch {
    gone();
  }
  callBack(message);
};
const callBack = ({ call, values, isNew }) => {
  let self, args, target;
  try {
    [self, args] = codec.unpack(values).values;
    target = codec.objects[call];
    args = [...args];
  } catch {
    gone();
  }
  depth++;
  let raises = false, value;
  try {
    value = isNew ? Reflect.construct(target, args) : apply(target, self, args);
  } catch (error) {
    if (error instanceof Refused) fail(error);
    [raises, value] = [true, error];
  }
  write(6, { raises, values: codec.pack([value]).packed });
  depth--;
};

const source = [request.setup, ...request.tests].join("\n");
const remotes = createRemotes(ask, source);
const words = new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
const ownNames = new Set(ownKeys(globalThis));
const forbidden = new Set(["assert", "require", "module", "exports", "undefined", "arguments", "eval"]);
const existing = new Set();
/** Names that the tests use, and JavaScript has not: those are the program's. Each time they are asked for. */
const programNames = {
  has: (target, key) => Reflect.has(target, key) || (typeof key === "string" && existing.has(key)),
  get: (target, key) => {
    return existing.has(key) && !Reflect.has(target, key) ? lookUp(key)[1] : target[key];
  },
};
const lookUp = (name) => {
  const [isThere, value] = ask("name", [], { name });
  if (isThere && remotes.isClass(value) && /^[A-Z][A-Za-z0-9]*$/.test(name)) remotes.make(value);
  return [isThere === true, value];
};

const short = (value) => {
  if (remotes.handleOf(value) !== undefined) return typeof value === "function" ? "a function of the program's" : "an object of the program's own";
  const text = inspect(value, { breakLength: Infinity, customInspect: false });
  return text.length <= 200 ? text : text.slice(0, 200) + "...";
};
const lineOf = (error, test) => {
  const line = /\btest\.js:(\d+)/.exec(String(error && error.stack));
  return line === null ? "" : (test.split("\n")[line[1] - 1] || "").trim().slice(0, 300);
};
const reason = (error) => {
  if (error instanceof assert.AssertionError) {
    const isOk = error.operator === "==" && error.expected === true; // assert.ok: it knows no more than that it failed
    const known = error.generatedMessage && !isOk && "actual" in error && "expected" in error;
    return known ? "got " + short(error.actual) + ", wanted " + short(error.expected) : error.message.slice(0, 600);
  }
  return error instanceof Error ? (error.name + ": " + error.message).slice(0, 600) : "threw " + short(error);
};
const current = { test: 0, source: "" };
const fail = (error) => {
  const line = lineOf(error, current.source);
  finish({ kind: "failed", test: current.test, why: (line === "" ? "" : line + ": ") + reason(error), source: current.source.slice(0, 300) });
};
process.on("uncaughtException", fail);
process.on("unhandledRejection", () => undefined);

const wrapped = (test) => "(async (assert) => {{" + test + "\n}})";
const compiles = (code) => {
  try {
    new vm.Script(code);
    return undefined;
  } catch (error) {
    return reason(error);
  }
};
const sharedLine = /^\s*(?:(?:const|let|var)\s+[\w$\s{},:]+=\s*require\((["'])[\w:/.@-]+\1\)\s*;?|import\s.*)\s*$/;

async function run() {
  const unfit = compiles(request.setup) ?? request.tests.map((test) => compiles(wrapped(test))).find((why) => why !== undefined);
  if (unfit !== undefined) return finish({ kind: "unfit", why: unfit });
  if (receive().ready !== true) gone();
  tell({ kind: "ready" });
  const shared = request.setup.split("\n").filter((line) => sharedLine.test(line));
  let added;
  try {
    added = ask("load", [request.program, shared, request.entryPoint]);
  } catch (error) {
    return finish({ kind: "broken", why: reason(error) });
  }
  prepare(added);
  try {
    vm.runInThisContext(request.setup, { filename: "setup.js" });
  } catch (error) {
    return finish({ kind: "broken", why: reason(error) });
  }
  console.assert = (holds) => assert.ok(holds, "console.assert failed");
  for (const [test, text] of request.tests.entries()) {
    Object.assign(current, { test, source: text });
    try {
      await vm.runInThisContext(wrapped(text), { filename: "test.js" })(assert);
    } catch (error) {
      return fail(error);
    }
    tell({ kind: "passed", test });
  }
  finish({ kind: "done" });
}

/** Makes the program's names and its additions to built-in classes known to the tests. */
const prepare = (added) => {
  const scope = new Proxy(Object.create(getPrototypeOf(globalThis)), programNames);
  Object.setPrototypeOf(globalThis, scope);
  for (const name of ["require", "module", "exports"]) defineProperty(globalThis, name, { value: { require, module: { exports: {} }, exports: {} }[name], writable: true, configurable: true });
  const found = ask("exist", [[...words].filter((word) => !forbidden.has(word))]);
  for (const word of found) if (!ownNames.has(word)) existing.add(word);
  for (const word of found) {
    const isAsked = word === request.entryPoint || (existing.size === 0 && request.entryPoint === undefined);
    if (!ownNames.has(word) || !isAsked) continue;
    const [, value] = lookUp(word);
    if (remotes.handleOf(value) !== undefined) defineProperty(globalThis, word, { value, writable: true, configurable: true });
  }
  for (const [name, isPrototype, key, method] of added) {
    const part = isPrototype ? globalThis[name].prototype : globalThis[name];
    if (!(key in part)) defineProperty(part, key, { value: function (...args) { return apply(method, this, args); }, writable: true, configurable: true });
  }
};
run();
})();
`;
