import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { readRows } from "./read-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function columnsOf(name: string, content: string | Uint8Array): Promise<unknown[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return (await readRows(path, name)).map(({ columns }) => columns);
}

const two = [
  { question: 'a "quoted", comma', answer: "1" },
  { question: "two\nlines", answer: "2" },
];

test("the same two rows are read from JSONL, gzipped JSONL, JSON, a named list in JSON, CSV and TSV", async () => {
  const lines = two.map((row) => JSON.stringify(row)).join("\n");
  expect(await columnsOf("a.jsonl", `\ufeff${lines}\n\n`)).toEqual(two);
  expect(await columnsOf("a.jsonl.gz", gzipSync(lines))).toEqual(two);
  expect(await columnsOf("a.json", JSON.stringify(two))).toEqual(two);
  expect(await columnsOf("b.json", JSON.stringify({ version: 1, examples: two }))).toEqual(two);
  expect(await columnsOf("a.csv", 'question,answer\n"a ""quoted"", comma",1\n"two\nlines",2\n')).toEqual(two);
  expect(await columnsOf("a.tsv", '\ufeffquestion\tanswer\n"a ""quoted"", comma"\t1\n"two\nlines"\t2\n')).toEqual(two);
});

test("a JSON file of one object is one row: MATH comes as a file per problem", async () => {
  expect(await columnsOf("1.json", '{"problem": "1+1?", "solution": "$\\\\boxed{2}$"}')).toHaveLength(1);
});

test.each([
  ["a broken line", "c.jsonl", '{"a": 1}\n{"b', "c.jsonl line 2: not JSON"],
  ["a line that is a list", "d.jsonl", "[1]", "d.jsonl line 1: wanted a JSON object, got [1]"],
  ["lines in a .json file", "e.json", '{"a": 1}\n{"a": 2}', "must be named .jsonl"],
  ["a CSV row of too many columns", "f.csv", "a,b\n1,2\n1,2,3\n", "f.csv: not CSV with a header line"],
  ["bytes that are no parquet", "g.parquet", "PAR1 and no more", "g.parquet: not parquet"],
  ["an unknown format", "h.xml", "<a/>", "h.xml must be named .jsonl, .ndjson, .json, .csv, .tsv, .parquet"],
  ["text named gzip", "i.jsonl.gz", "{}", "i.jsonl.gz: not gzip"],
])("%s is an error that says where", async (_, name, content, message) => {
  await expect(columnsOf(name, content)).rejects.toThrow(message);
});

test("a missing file is an error that names it", async () => {
  await expect(readRows(join(folder, "none.jsonl"))).rejects.toThrow("none.jsonl; check its path");
});
