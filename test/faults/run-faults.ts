import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Fault, FaultResult } from "./fault.ts";

// npm run test:faults                        the short form, as CI runs it
// npm run test:faults -- --full              every point; half an hour
// npm run test:faults -- --full --only killed --only inputs      these classes alone, by their files' names
// npm run test:faults -- --list              the names

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
  },
});

// Hundreds of processes load the same modules.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "../../node_modules/.cache/compiled");

/** Each class is a file of its own. */
const names = globSync("classes/*.ts", { cwd: import.meta.dirname })
  .map((file) => basename(file, ".ts"))
  .toSorted();

/** Those that are asked for; a name that is none would test nothing and say that all is well. */
function chosen(): readonly string[] {
  const wanted = [...values.only, ...positionals];
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no class ${unknown.join(", ")}; there are ${names.join(", ")}`);
  return wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
}

/** What a class came to; one that cannot be run has not held. */
async function outcomeOf(name: string): Promise<FaultResult & { readonly title: string }> {
  const url = pathToFileURL(join(import.meta.dirname, "classes", `${name}.ts`)).href;
  const { fault } = (await import(url)) as { fault: Fault };
  try {
    return { title: fault.name, ...(await fault.run({ full: values.full })) };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { title: fault.name, injected: 0, violated: 1, notes: [`could not be run: ${why}`] };
  }
}

if (values.help) {
  console.log(
    `run-faults.ts [--full] [--list] [--only CLASS]...\nwithout --full the short form, as CI runs it\nclasses: ${names.join(", ")}`,
  );
} else if (values.list) {
  console.log(names.join("\n"));
} else {
  const rows: { class: string; injected: number; violated: number; seconds: number }[] = [];
  for (const name of chosen()) {
    const startMs = performance.now();
    const { title, injected, violated, notes } = await outcomeOf(name);
    const seconds = Math.round((performance.now() - startMs) / 100) / 10;
    rows.push({ class: title, injected, violated, seconds });
    process.stderr.write(`${name}: ${injected} injected, ${violated} violated, ${seconds} s\n`);
    for (const note of notes) process.stderr.write(`${name}: ${note}\n`);
  }
  console.table(rows);
  const violated = rows.reduce((sum, row) => sum + row.violated, 0);
  console.log(`${rows.reduce((sum, row) => sum + row.injected, 0)} faults injected, ${violated} invariants violated`);
  process.exitCode = violated === 0 && rows.length > 0 ? 0 : 1;
}
