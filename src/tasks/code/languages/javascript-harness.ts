/**
 * Runs a program's tests in Node. Reads `{nonce, wallSeconds, program, setup, tests, entryPoint}` on stdin; writes one JSON record a line on file
 * descriptor 3, each with the nonce, which the program does not get to know: what it prints is never taken for a result. The
 * program is a script, its declarations seen by the tests; `assert` is frozen before it runs.
 */
export const javascriptHarness = `
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");
const assert = require("node:assert");
Object.freeze(assert);
Object.freeze(assert.strict);
const { stringify } = JSON;
const { writeSync } = fs;
const { nonce, wallSeconds, program, setup, tests, entryPoint } = JSON.parse(fs.readFileSync(0, "utf8"));
const tell = (record) => writeSync(3, stringify({ __proto__: null, nonce, ...record }) + "\\n");
setTimeout(() => process.exit(1), wallSeconds * 1000).unref(); // should whoever started this be gone by then
const runScript = vm.runInThisContext.bind(vm);

const lineOf = (error, source) => {
  const line = /\\btest\\.js:(\\d+)/.exec(String(error && error.stack));
  return line === null ? "" : (source.split("\\n")[line[1] - 1] || "").trim().slice(0, 300);
};
const reason = (error) => {
  if (error instanceof assert.AssertionError) {
    const isOk = error.operator === "==" && error.expected === true; // assert.ok: it knows no more than that it failed
    const known = error.generatedMessage && !isOk && "actual" in error && "expected" in error;
    return known ? "got " + short(error.actual) + ", wanted " + short(error.expected) : error.message.slice(0, 600);
  }
  return error instanceof Error ? (error.name + ": " + error.message).slice(0, 600) : "threw " + short(error);
};
const { inspect } = require("node:util");
const short = (value) => {
  const text = inspect(value, { breakLength: Infinity, customInspect: false });
  return text.length <= 200 ? text : text.slice(0, 200) + "...";
};

const declare = (value, name) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
const module_ = { exports: {} };
declare(require, "require");
declare(module_, "module");
declare(module_.exports, "exports");

async function run() {
  tell({ kind: "ready" });
  try {
    runScript(program.replace(/^export\\s+(?:default\\s+)?(?=async|function|class|const|let|var)/gm, ""), { filename: "program.js" });
    const exported = module_.exports;
    if (entryPoint !== undefined && runScript("typeof " + entryPoint) === "undefined")
      declare(typeof exported === "function" ? exported : exported[entryPoint], entryPoint);
    runScript(setup, { filename: "setup.js" });
  } catch (error) {
    return tell({ kind: "broken", why: reason(error) });
  }
  console.assert = (holds) => assert.ok(holds, "console.assert failed");
  for (const [test, source] of tests.entries()) {
    try {
      await runScript("(async (assert) => {{" + source + "\\n}})", { filename: "test.js" })(assert);
    } catch (error) {
      const line = lineOf(error, source);
      return tell({ kind: "failed", test, why: (line === "" ? "" : line + ": ") + reason(error), source: source.slice(0, 300) });
    }
    tell({ kind: "passed", test });
  }
  tell({ kind: "done" });
  process.exit(0);
}
run();
`;
