import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DiskError, makeFolder, requireWritable, writeFileWhole } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-disk-"));
afterAll(() => rmSync(root, { recursive: true }));
const isLinux = process.platform === "linux";

describe("a file written whole", () => {
  test("makes its folders, keeps its mode, and leaves nothing beside it", () => {
    const file = join(root, "a", "b", "report.html");
    writeFileWhole(file, "one");
    chmodSync(file, 0o600);
    writeFileWhole(file, ["tw", Buffer.from("o")]);
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(root, "a", "b"))).toEqual(["report.html"]);
  });

  test("goes where a link leads, and the link stays", () => {
    writeFileSync(join(root, "real"), "old");
    symlinkSync(join(root, "real"), join(root, "link"));
    writeFileWhole(join(root, "link"), "new");
    expect(readFileSync(join(root, "real"), "utf8")).toBe("new");
    expect(readdirSync(root)).toContain("link");
    expect(statSync(join(root, "link")).isFile()).toBe(true);
  });

  test("removes what a process that is no more left half written, and nothing else", () => {
    const dead = spawnSync("true").pid;
    const mine = [`.x.json.${dead}-0.writing`, `.x.json.${process.ppid}-0.writing`, ".x.json.writing", ".y.json.1-0"];
    for (const name of mine) writeFileSync(join(root, name), "half");
    writeFileWhole(join(root, "x.json"), "{}");
    expect(mine.filter((name) => existsSync(join(root, name)))).toEqual(mine.slice(1));
  });

  test.runIf(isLinux)("on a full disk is refused in words, with the path and how much is free", () => {
    expect(() => writeFileWhole("/dev/full", "x")).toThrow(/^cannot write \/dev\/full: the disk is full \(.+ free in/);
  });

  test.runIf(isLinux)("of which the system takes a part alone is no file: the old one stays", () => {
    const file = join(root, "limited");
    writeFileSync(file, "old");
    const script = `
      const { writeFileWhole } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
      try { writeFileWhole(${JSON.stringify(file)}, "x".repeat(100_000)); console.log("written"); }
      catch (error) { console.log(error.name, error.code); }`;
    // Beyond 16 blocks of 512 bytes a write is cut short, and the next one fails.
    const limited = `trap '' XFSZ; ulimit -f 16; exec "$0" --input-type=module -e "$1"`;
    const { stdout } = spawnSync("sh", ["-c", limited, process.execPath, script], { encoding: "utf8" });
    expect(stdout.trim()).toBe("DiskError EFBIG");
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(root).filter((name) => name.includes("limited"))).toEqual(["limited"]);
  });
});

describe("a folder", () => {
  test.runIf(isLinux)(
    "where nothing can be made is refused at once, and what is asked early leaves nothing behind",
    () => {
      for (const refuse of [makeFolder, requireWritable]) {
        expect(() => refuse("/proc/x/y")).toThrow("cannot write /proc/x");
        expect(() => refuse("/proc/x/y")).toThrow(DiskError);
      }
      requireWritable(join(root, "new", "run"));
      expect(existsSync(join(root, "new"))).toBe(false);
    },
  );

  test("below a file is refused by the file's name", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => requireWritable(join(root, "file", "run"))).toThrow(`${join(root, "file")} is a file`);
    expect(() => makeFolder(join(root, "file", "run"))).toThrow(DiskError);
  });

  test("that is there is left as it is", () => {
    mkdirSync(join(root, "there"));
    makeFolder(join(root, "there"));
    makeFolder(join(root, "there"));
    expect(readdirSync(join(root, "there"))).toEqual([]);
  });
});
