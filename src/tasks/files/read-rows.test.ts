import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { readRows } from "./read-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function columnsOf(name: string, content: string | Uint8Array): Promise<unknown[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return (await readRows(path, "test", name)).map(({ columns }) => columns);
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
  ["a list in a .jsonl file", "p.jsonl", '[\n{"a": 1}\n]', "p.jsonl line 1: not JSON; wanted one JSON object per line; one JSON value over many lines"], // prettier-ignore
  ["a Git LFS pointer", "j.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "j.csv: wanted the data that its name says, got a Git LFS pointer"], // prettier-ignore
  ["a pointer named parquet", "j.parquet", "version https://git-lfs.github.com/spec/v1\n", "got a Git LFS pointer"],
  ["a web page", "k.json", "<!DOCTYPE html><title>404</title>", "got a web page; download the file itself"],
  ["gzip that is not named so", "l.jsonl", gzipSync("{}"), "compressed by gzip; let its name end in .gz"],
  ["zstd", "m.jsonl", zstdCompressSync("{}"), "compressed by zstd"],
  [
    "a spreadsheet",
    "n.csv",
    "PK\u0003\u0004",
    "a zip archive, such as a spreadsheet; unpack it, or save the table as CSV",
  ],
  ["parquet that is not named so", "o.json", "PAR1", "parquet; let its name end in .parquet"],
  ["an Arrow file as `save_to_disk` writes it", "r.arrow", Buffer.from("ffffffff10000000", "hex"), "r.arrow must be JSONL, JSON, CSV, TSV or parquet, got an Arrow stream"], // prettier-ignore
  ["a pickle", "s.pkl", Buffer.from("800495", "hex"), "got a Python pickle, which is never opened"],
  ["LZ4", "t.jsonl.lz4", Buffer.from("04224d18", "hex"), "got compressed by LZ4; unpack it"],
  ["text named gzip", "i.jsonl.gz", "{}", "i.jsonl.gz: not gzip"],
])("%s is an error that says where", async (_, name, content, message) => {
  await expect(columnsOf(name, content)).rejects.toThrow(message);
});

test("a missing file is an error that names it", async () => {
  await expect(readRows(join(folder, "none.jsonl"), "test")).rejects.toThrow("none.jsonl; check its path");
});

test("numbers that a double cannot hold keep their digits, others stay numbers", async () => {
  const rows = '{"a": 1000000000000000001, "b": 0.1234567890123456789, "c": 0.30000000000000004, "d": 12, "e": -1e3}';
  const want = { a: 1000000000000000001n, b: "0.1234567890123456789", c: 0.30000000000000004, d: 12, e: -1000 };
  expect(await columnsOf("big.jsonl", rows)).toEqual([want]);
  expect(await columnsOf("big.json", `[${rows}]`)).toEqual([want]);
});

test.each([
  ["columns", { question: ["a?", "b?"], answer: ["1", "2"] }],
  ["pandas' columns by index", { question: { 0: "a?", 1: "b?" }, answer: { 0: "1", 1: "2" } }],
  [
    "pandas' split table",
    {
      columns: ["question", "answer"],
      index: [0, 1],
      data: [
        ["a?", "1"],
        ["b?", "2"],
      ],
    },
  ],
])("a JSON object of %s is a row for each cell", async (_, table) => {
  const rows = [
    { question: "a?", answer: "1" },
    { question: "b?", answer: "2" },
  ];
  expect(await columnsOf("table.json", JSON.stringify(table))).toEqual(rows);
});

test.each([
  ["lists by the splits' names", { train: [{ question: "no?" }], test: [{ question: "a?" }, { question: "b?" }] }],
  ["lists by names that hold the splits'", { version: 1, "my-train": [{ question: "no?" }], test_set: [{ question: "a?" }, { question: "b?" }] }], // prettier-ignore
  ["columns by the splits' names", { train: { question: ["no?"] }, test: { question: ["a?", "b?"] } }],
  ["an empty list beside the rows", { errors: [], data: [{ question: "a?" }, { question: "b?" }] }],
])("the rows of the split that is asked for are read from a JSON object of %s", async (_, object) => {
  expect(await columnsOf("splits.json", JSON.stringify(object))).toEqual([{ question: "a?" }, { question: "b?" }]);
});

test("a JSON object of rows by their ids is those rows", async () => {
  const rows = { q1: { question: "a?", answer: "1" }, q2: { question: "b?", answer: "2", hint: "h" } };
  expect(await columnsOf("by-id.json", JSON.stringify(rows))).toEqual([
    { id: "q1", question: "a?", answer: "1" },
    { id: "q2", question: "b?", answer: "2", hint: "h" },
  ]);
});

test("columns whose cells are objects are columns as long as one column's are not", async () => {
  const columns = { question: ["a?", "b?"], answer: [{ value: 1 }, { value: 2 }] };
  expect(await columnsOf("cells.json", JSON.stringify(columns))).toEqual([
    { question: "a?", answer: { value: 1 } },
    { question: "b?", answer: { value: 2 } },
  ]);
});

test.each([
  ["splits without the one that is asked for", { train: [{ a: 1 }], dev: [{ a: 1 }] }, 'wanted one list of test problems, got the splits "train", "dev"'], // prettier-ignore
  ["two lists for one split", { train: [{ a: 1 }], test_easy: [{ a: 1 }], test_hard: [{ a: 1 }] }, '"test_easy", "test_hard"'], // prettier-ignore
  ["several lists of rows", { easy: [{ a: 1 }], hard: [{ a: 1 }, { a: 2 }] }, 'got "easy" of 1, "hard" of 2'],
])("a JSON object of %s is refused", async (_, object, message) => {
  await expect(columnsOf("several.json", JSON.stringify(object))).rejects.toThrow(message);
});

test("columns of different lengths are refused", async () => {
  await expect(columnsOf("uneven.json", '{"question": ["a", "b"], "answer": ["1"]}')).rejects.toThrow(
    "question 2, answer 1",
  );
});

test.each([
  ["semicolons", "s.csv", 'question;answer\n"a; b, c?";"3,5"\n'],
  ["tabs in a .csv", "t.csv", "question\tanswer\na; b, c?\t3,5\n"],
  ["Excel's own line", "x.csv", 'sep=;\r\nquestion;answer\r\n"a; b, c?";3,5\r\n'],
  ["commas in quotes within the header's names", "q.csv", '"question";"answer"\n"a; b, c?";"3,5"\n'],
])("what separates goes by the header line: %s", async (_, name, text) => {
  expect(await columnsOf(name, text)).toEqual([{ question: "a; b, c?", answer: "3,5" }]);
});

test("two columns of one name are refused", async () => {
  await expect(columnsOf("twice.csv", "a,a\n1,2\n")).rejects.toThrow('two columns are named "a"');
});

test.each([
  ["Latin-1", Buffer.from("question,answer\nq,1\ncaf\u00e9,2\n", "latin1"), "line 3: not UTF-8"],
  ["UTF-16", Buffer.from("\ufeffquestion,answer\nq,1\n", "utf16le"), "line 1: not UTF-8 (UTF-16, perhaps)"],
])("text in %s is refused with its line", async (_, bytes, message) => {
  await expect(columnsOf("other.csv", bytes)).rejects.toThrow(message);
});
