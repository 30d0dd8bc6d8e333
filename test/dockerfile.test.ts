import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The Dockerfile's instructions, those that go on over several lines joined. */
const instructions = read("Dockerfile")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll("\\\n", "")
  .split("\n")
  .flatMap((line): Instruction[] => {
    const [, name = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    return name === "" ? [] : [{ name, rest }];
  });
const all = (name: string): readonly string[] => instructions.flatMap((one) => (one.name === name ? [one.rest] : []));
const finalStage = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));

test("the container runs as nobody's root, and says whether it is well", () => {
  expect(finalStage.filter(({ name }) => name === "USER").at(-1)?.rest).toBe("node");
  expect(finalStage.some(({ name, rest }) => name === "HEALTHCHECK" && rest.includes("/health"))).toBe(true);
  const start = finalStage.find(({ name }) => name === "CMD")?.rest;
  expect(JSON.parse(start ?? "")).toEqual(["serve", "--model", "/model", "--host", "0.0.0.0"]);
});

test("bases bear the Node that the package wants, nothing is fetched by address, no secret is built in", () => {
  const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
  const [, major] = /(\d+)/.exec(engines.node) ?? [];
  for (const base of all("FROM")) expect(base).toMatch(new RegExp(`^node:${major}-`));
  expect(all("ADD")).toEqual([]);
  expect([...all("ENV"), ...all("ARG")].filter((line) => /token|key|secret|password/i.test(line))).toEqual([]);
});

test("what is copied is there, and is let through to the build", () => {
  const allowed = new Set(
    read(".dockerignore")
      .match(/^!.*/gm)
      ?.map((line) => line.slice(1)),
  );
  const copied = all("COPY").flatMap((line) => (line.startsWith("--from") ? [] : line.split(" ").slice(0, -1)));
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(root, path)) || !allowed.has(path))).toEqual([]);
});
