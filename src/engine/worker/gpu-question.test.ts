import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { EngineError } from "./errors.ts";
import { askGpu, type AskGpuOptions } from "./gpu-question.ts";

const root = mkdtempSync(join(tmpdir(), "rise-ask-gpu-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A process whose driver behaves as it pleases once it is asked. */
function driver(name: string, behaviour: string): URL {
  const file = join(root, `${name}.mjs`);
  writeFileSync(file, `process.once("message", (question) => { ${behaviour} });`);
  return pathToFileURL(file);
}

async function refusal(module: URL, options: AskGpuOptions = {}): Promise<unknown> {
  return askGpu({ ask: "test" }, { module, ...options }).then(
    (result) => result,
    (error: unknown) => error,
  );
}

test("the answer comes back, and what the driver writes is seen by nobody", async () => {
  const module = driver("chatty", "console.error('ERROR: [Loader Message]'); process.send({ result: question.ask })");
  expect(await refusal(module)).toBe("test");
});

test("an error comes back as it was thrown there", async () => {
  const sent = "{ name: 'EngineError', message: 'device webgpu needs a GPU', system: {} }";
  const error = await refusal(driver("without", `process.send({ error: ${sent} })`));
  expect([error instanceof EngineError, error]).toEqual([true, expect.objectContaining({ message: "device webgpu needs a GPU" })]); // prettier-ignore
});

test("a driver that ends the process is one clear error, with the last that it wrote", async () => {
  const crashed = await refusal(driver("crash", "process.kill(process.pid, 'SIGSEGV')"));
  expect(crashed).toBeInstanceOf(EngineError);
  expect(String(crashed)).toContain(
    "the GPU cannot be used: its driver failed in the test before first use (ended with SIGSEGV)",
  );
  const left = await refusal(driver("exit", "console.error('one'); console.error('device lost'); process.exit(3)"));
  expect(String(left)).toContain("(exit code 3; it wrote: device lost); update the driver, or take device cpu");
});

test("a driver that hangs is ended, and told", async () => {
  const hangs = driver("hang", "setInterval(() => {}, 1000)");
  expect(String(await refusal(hangs, { timeoutMs: 50 }))).toContain("(never answered)");
  const busy = driver("busy", "for (;;);"); // as native code: it hears nothing
  expect(String(await refusal(busy, { timeoutMs: 50 }))).toContain("(never answered)");
});

test("a signal ends the question at once with its reason, also before it is asked", async () => {
  const stop = new AbortController();
  const busy = driver("stopped", "for (;;);");
  const asked = refusal(busy, { signal: stop.signal });
  const reason = new Error("Ctrl-C");
  stop.abort(reason);
  expect(await asked).toBe(reason);
  expect(await refusal(busy, { signal: stop.signal })).toBe(reason);
});
