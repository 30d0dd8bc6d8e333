/**
 * `npm run grade:cases [-- FOLDER]`: grades the cases that other graders' authors published, the texts as models write them (`turn2.jsonl`,
 * by kind) and every gold of every set against itself, prints the accuracy by category and lists what disagrees. FOLDER defaults to ../shared/data.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { equivalent, grade } from "../src/grade/index.ts";
import { hostileAnswers, hostileAttempts } from "../src/grade/testing/hostile.ts";
import { processorMs } from "./processor-ms.ts";
import { readSet } from "../src/grade/testing/texts.ts";

interface Case {
  readonly id: string;
  readonly gold: string;
  readonly prediction: string;
  readonly expected_equal: boolean;
  readonly category?: string;
  readonly kind?: string;
}

interface Tally {
  cases: number;
  agreed: number;
  falsePositives: number;
}

const folder = process.argv[2] ?? "../shared/data";
const ownFolder = join(import.meta.dirname, "../src/grade/testing");
const times: number[] = [];

function timedGrade(gold: string, prediction: string): ReturnType<typeof grade> {
  const start = performance.now();
  const result = grade({ gold, prediction });
  times.push(performance.now() - start);
  return result;
}

/** The README's schemas: an array, or one case a line. */
function readCases(path: string): readonly Case[] {
  const text = readFileSync(path, "utf8");
  if (!path.endsWith(".jsonl")) return JSON.parse(text) as readonly Case[];
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Case);
}

/** The project's own sets of texts, all kinds of which whose names begin alike are one line of the table. */
function ownCases(file: string): readonly Case[] {
  return readSet(file, readFileSync(join(ownFolder, file), "utf8")).map(({ kind, prediction, gold, isRight }, i) => ({
    id: String(i),
    gold,
    prediction,
    expected_equal: isRight,
    kind: `${file.replace(/\.\w+$/, "")} ${kind.split(":")[0] ?? kind}`,
  }));
}

function tallyCases(file: string, cases: readonly Case[], disagreements: string[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { gold, prediction, expected_equal: expected, category, kind } of cases) {
    const result = timedGrade(gold, prediction);
    const agrees = expected === (result.outcome === "correct");
    const key = kind ?? `${file.replace(".json", "")} ${category ?? ""}`;
    const tally = tallies.get(key) ?? { cases: 0, agreed: 0, falsePositives: 0 };
    tally.cases++;
    if (agrees) tally.agreed++;
    else if (result.outcome === "correct") tally.falsePositives++;
    tallies.set(key, tally);
    if (!agrees) {
      const wanted = expected ? "equal" : "different";
      disagreements.push(`${file}: gold ${gold} | prediction ${prediction} | wanted ${wanted}, got ${result.outcome}`);
    }
  }
  return tallies;
}

function tallyGolds(file: string, disagreements: string[]): Tally {
  const tally: Tally = { cases: 0, agreed: 0, falsePositives: 0 };
  for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
    if (line === "") continue;
    const { answer } = JSON.parse(line) as { answer: string }; // the README's schema
    const boxed = timedGrade(answer, `The answer is $\\boxed{${answer}}$.`);
    const bare = timedGrade(answer, answer);
    tally.cases++;
    if (boxed.outcome === "correct" && bare.outcome === "correct") tally.agreed++;
    else disagreements.push(`${file}: gold ${answer} | boxed ${boxed.outcome}, bare ${bare.outcome}`);
  }
  return tally;
}

const percent = (tally: Tally): string => `${((100 * tally.agreed) / tally.cases).toFixed(1).padStart(6)}%`;

function printTable(title: string, tallies: ReadonlyMap<string, Tally>): void {
  const total: Tally = { cases: 0, agreed: 0, falsePositives: 0 };
  console.log(`\n${title}`);
  for (const [name, tally] of [...tallies, ["all", total] as const]) {
    console.log(
      `${percent(tally)} ${String(tally.agreed).padStart(6)} of ${String(tally.cases).padStart(6)}  ${name} (fp ${tally.falsePositives})`,
    );
    total.cases += tally.cases;
    total.agreed += tally.agreed;
    total.falsePositives += tally.falsePositives;
  }
}

const disagreements: string[] = [];
const caseFiles = readdirSync(join(folder, "grader-cases")).filter((file) => file.endsWith(".json"));
const read = (file: string): readonly Case[] => readCases(join(folder, "grader-cases", file));
const cases = new Map(caseFiles.flatMap((file) => [...tallyCases(file, read(file), disagreements)]));
const setFiles = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
const textFiles = readdirSync(join(folder, "grader-cases")).filter((file) => file.endsWith(".jsonl"));
const texts = new Map(textFiles.flatMap((file) => [...tallyCases(file, read(file), disagreements)]));
const ownFiles = readdirSync(ownFolder).filter((file) => /^(?:unseen|claims|rambling|misread|read)-/.test(file));
const ownTexts = new Map(ownFiles.flatMap((file) => [...tallyCases(file, ownCases(file), disagreements)]));
const golds = new Map(setFiles.map((file) => [file, tallyGolds(file, disagreements)]));

printTable("Cases of other graders' authors, by file and category", cases);
printTable("Texts as models write them, by kind", texts);
printTable("The project's own texts, written before the grader saw them, by kind", ownTexts);
printTable("Golds graded against themselves, boxed and bare", golds);
const sorted = times.toSorted((a, b) => a - b);
const quantile = (share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(4);
console.log(`\n${times.length} pairs: median ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, longest ${quantile(1)} ms`);

/** The longest of the inputs made to cost time, the least of three runs each: another program's turn is not the grader's time. */
function longestHostile(): { name: string; ms: number } {
  const runs = [
    ...hostileAnswers.map(([name, a, b]) => ({ name, run: () => equivalent(a, b) })),
    ...hostileAttempts.map(([name, prediction]) => ({ name, run: () => grade({ gold: "5", prediction }) })),
  ];
  const measured = runs.map(({ name, run }) => ({ name, ms: Math.min(...[1, 2, 3].map(() => processorMs(run))) }));
  return measured.toSorted((a, b) => b.ms - a.ms)[0] ?? { name: "none", ms: 0 };
}
const hostile = longestHostile();
console.log(`hostile input: the longest ${hostile.ms.toFixed(0)} ms of processor time (${hostile.name}; aim: 100)`);
console.log(`\n${disagreements.length} disagreements`);
for (const line of disagreements) console.log(`- ${line}`);
