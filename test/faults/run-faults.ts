import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Fault, FaultResult } from "./fault.ts";

// npm run test:faults            the short form, as CI runs it
// npm run test:faults -- --full  every point; half an hour
// npm run test:faults -- NAME    the classes whose file's name holds NAME

const full = process.argv.includes("--full");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

/** Each class in a file of its own, by name. */
async function classes(): Promise<readonly Fault[]> {
  const files = globSync("classes/*.ts", { cwd: import.meta.dirname }).toSorted();
  const chosen = files.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
  const modules = await Promise.all(
    chosen.map(async (file) => (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as { fault: Fault }),
  );
  return modules.map(({ fault }) => fault);
}

const rows: { class: string; injected: number; violated: number; seconds: number }[] = [];
for (const fault of await classes()) {
  const startMs = performance.now();
  const { injected, violated, notes }: FaultResult = await fault.run({ full });
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  rows.push({ class: fault.name, injected, violated, seconds });
  for (const note of notes) process.stderr.write(`${fault.name}: ${note}\n`);
}
console.table(rows);
const violated = rows.reduce((sum, row) => sum + row.violated, 0);
console.log(`${rows.reduce((sum, row) => sum + row.injected, 0)} faults injected, ${violated} invariants violated`);
process.exitCode = violated === 0 && rows.length > 0 ? 0 : 1;
