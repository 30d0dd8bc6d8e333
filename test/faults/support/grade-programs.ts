// usage: node grade-programs.ts [SHARE]     grades every SHARE-th hostile program as whoever runs it, and prints what became of each, as JSON
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../../src/http/testing/local-server.ts";
import { codeGrading } from "../../../src/tasks/code/code-grading.ts";
import { findIsolation } from "../../../src/tasks/code/sandbox/isolation.ts";
import { suiteText } from "../../../src/tasks/code/suite.ts";
import { escapes, floods, forgeries, rightOnes, type TriedProgram } from "./hostile-programs.ts";

/** What became of a program. */
export interface Tried {
  readonly name: string;
  /** What does not hold. */
  readonly broken: readonly string[];
}

/** What is printed: why nothing was tried, or what became of each program. */
export type TriedAll = { readonly why: string } | { readonly tried: readonly Tried[] };

const share = Number(process.argv[2] ?? 1);
const folder = mkdtempSync(join(tmpdir(), "rise-bait-"));
const bait = { file: join(folder, "there"), target: join(folder, "not-there"), secret: `sk-bait-${process.pid}` };
const mark = String(1_000_000 + process.pid); // the seconds that what is left behind would sleep
process.env["RISE_BAIT"] = bait.secret;
writeFileSync(bait.file, "bait");
const server = await startServer((_, response) => response.end());
const limits = {
  cpuSeconds: 3,
  wallMs: 8000,
  memoryBytes: 512 * 2 ** 20,
  outputBytes: 2 ** 20,
  diskBytes: 16 * 2 ** 20,
};
const grading = codeGrading({ limits, concurrency: 2 });

async function tried({ name, language, code, test, isRight }: TriedProgram): Promise<Tried> {
  const startMs = performance.now();
  const problem = { id: name, question: "?", answer: suiteText({ language, setup: "", tests: [test] }) };
  const { outcome, reason = "" } = await grading.grade(problem, `\`\`\`${language}\n${code}\n\`\`\``);
  const seconds = (performance.now() - startMs) / 1000;
  const broken: string[] = [];
  if (isRight && outcome !== "correct") broken.push(`is right and graded ${outcome}: ${reason}`);
  if (!isRight && outcome === "correct") broken.push("is graded correct");
  if (!isRight && outcome === "error") broken.push(`goes free as an error: ${reason}`);
  if (seconds > 100) broken.push(`took ${Math.round(seconds)} s`); // starting takes at most a minute, its wall clock is 8 s
  if (existsSync(bait.target)) broken.push("wrote outside");
  if (server.connections() > 0) broken.push("reached the network");
  return { name, broken };
}

/** Processes that a program left. */
function leftBehind(): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(mark);
    } catch {
      return false; // it has ended
    }
  });
}

async function inTurn(programs: readonly TriedProgram[]): Promise<readonly Tried[]> {
  const done: Tried[] = [];
  for (const program of programs) done.push(await tried(program));
  return done;
}

async function all(): Promise<TriedAll> {
  const { isolation, why = "" } = findIsolation();
  if (isolation === "limits") return { why };
  const kinds = [escapes({ ...bait, port: Number(new URL(server.url).port) }), floods(mark), forgeries, rightOnes];
  const chosen = kinds.flatMap((kind) => kind.filter((_, i) => i % share === 0));
  const done = (await Promise.all([0, 1].map((lane) => inTurn(chosen.filter((_, i) => i % 2 === lane))))).flat();
  const left = leftBehind();
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith("rise-sandbox-"));
  return {
    tried: [
      ...done,
      { name: "no process is left", broken: left.map((pid) => `process ${pid}`) },
      { name: "no folder is left", broken: folders },
    ],
  };
}

console.log(JSON.stringify(await all()));
await server.close();
rmSync(folder, { recursive: true });
