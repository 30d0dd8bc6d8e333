import { readFileSync } from "node:fs";
import { z } from "zod";
import { ConfigError, type Problem } from "../../mdp/index.ts";

const text = z.union([z.string(), z.number()]).transform(String);

const rowSchema = z.object({
  id: text.optional(),
  problem: z.string().min(1).optional(),
  question: z.string().min(1).optional(),
  answer: text.refine((answer) => answer.trim() !== ""),
  solution: z.string().optional(),
});

/**
 * Reads problems from a JSONL file; blank lines are skipped. An answer in GSM8K's own form, a worked solution that ends
 * in `#### answer`, is taken apart.
 *
 * @param idPrefix problems without an id are named by it and their line, counted from 1
 * @throws ConfigError with the line where the file, its JSON or a row is not as it must be
 */
export function readProblems(file: string, idPrefix: string): readonly Problem[] {
  const problems = linesOf(file).map(({ line, text }) =>
    problemOf(text, `${file} line ${line}`, `${idPrefix}-${line}`),
  );
  if (problems.length === 0) throw new ConfigError(`${file} holds no problems; wanted one JSON object per line`);
  const seen = new Set<string>();
  for (const { id } of problems) {
    if (seen.has(id)) throw new ConfigError(`${file} holds two rows with the id "${id}"; ids must be unique`);
    seen.add(id);
  }
  return problems;
}

function linesOf(file: string): { line: number; text: string }[] {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (cause) {
    throw new ConfigError(`cannot read the data file ${file}; check its path`, { cause });
  }
  return content
    .split("\n")
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => text.trim() !== "");
}

function problemOf(text: string, where: string, fallbackId: string): Problem {
  const row = rowSchema.safeParse(parseJson(text, where));
  if (!row.success) throw new ConfigError(`${where}: ${complaint(row.error)}`);
  const { id = fallbackId, problem, question, answer, solution } = row.data;
  const asked = problem ?? question;
  if (asked === undefined)
    throw new ConfigError(`${where}: the row has no "problem" or "question"; name the column so`);
  const marked = answer.lastIndexOf("####");
  if (marked < 0) return { id, question: asked, answer, ...(solution === undefined ? {} : { solution }) };
  const gold = answer.slice(marked + 4).trim();
  if (gold === "")
    throw new ConfigError(`${where}: nothing follows the "####" of "answer"; give the gold answer there`);
  return { id, question: asked, answer: gold, solution: answer };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${where}: not JSON; wanted one JSON object per line`, { cause });
  }
}

function complaint(error: z.ZodError): string {
  const [issue] = error.issues;
  const column = issue?.path.join(".") ?? "";
  if (column === "answer") return 'the row has no "answer"; every problem needs its gold answer';
  if (column === "") return "wanted a JSON object";
  return `"${column}" is not text; wanted a non-empty string`;
}
