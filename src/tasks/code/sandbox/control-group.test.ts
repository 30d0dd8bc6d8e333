import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createControlGroup, groupFolders } from "./control-group.ts";

const root = mkdtempSync(join(tmpdir(), "rise-groups-"));
afterAll(() => rmSync(root, { recursive: true }));

const mounted = (at: string, of = "/"): string =>
  `24 1 0:5 / /dev rw - devtmpfs dev rw\n30 23 0:26 ${of} ${at} rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n`;

test("groups are made beside one's own or above it, wherever the system shows them", () => {
  const scope = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope\n";
  expect(groupFolders(mounted("/sys/fs/cgroup"), scope).map((folder) => folder.slice("/sys/fs/cgroup".length))).toEqual(
    [
      "/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope",
      "/user.slice/user-1000.slice/user@1000.service/app.slice",
      "/user.slice/user-1000.slice/user@1000.service",
      "/user.slice/user-1000.slice",
      "/user.slice",
      "",
    ],
  );
  // A container whose own group is the root of what it sees; a part of the tree that is mounted elsewhere; version 1 beside it.
  expect(groupFolders(mounted("/sys/fs/cgroup"), "0::/\n")).toEqual(["/sys/fs/cgroup"]);
  expect(groupFolders(mounted("/mnt", "/a"), "0::/a/b\n")).toEqual(["/mnt/b", "/mnt"]);
  expect(groupFolders(mounted("/mnt", "/a"), "0::/c\n")).toEqual(["/mnt"]);
  expect(groupFolders("", "4:memory:/x\n")).toEqual([]);
  expect(groupFolders(mounted("/sys/fs/cgroup"), "4:memory:/x\n")).toEqual([]);
});

/** The kernel makes these files in every group. */
function groupOf(folder: string): void {
  for (const name of ["memory.max", "pids.max", "memory.swap.max", "memory.oom.group", "cgroup.kill"])
    writeFileSync(join(folder, name), "max");
}

test("a group holds all its processes to one limit, and tells when that ended one", () => {
  const group = createControlGroup(root, { memoryBytes: 4096, processes: 7 });
  if (group === undefined) throw new Error("no group was made");
  groupOf(group.folder);
  const file = (name: string): string => readFileSync(join(group.folder, name), "utf8");
  const again = createControlGroup(root, { memoryBytes: 1, processes: 1 });
  expect(again?.folder).not.toBe(group.folder);
  expect(group.ranOutOfMemory()).toBe(false);
  writeFileSync(join(group.folder, "memory.events"), "max 9\noom 1\noom_kill 0\n");
  expect(group.ranOutOfMemory()).toBe(false);
  writeFileSync(join(group.folder, "memory.events"), "max 9\noom 1\noom_kill 2\n");
  expect(group.ranOutOfMemory()).toBe(true);
  group.kill();
  expect(file("cgroup.kill").slice(0, 1)).toBe("1");
});

test("the limits are the kernel's own files", () => {
  const group = createControlGroup(root, { memoryBytes: 123_456, processes: 7 });
  const read = (name: string): string => readFileSync(join(group?.folder ?? "", name), "utf8");
  expect([read("memory.max"), read("pids.max")]).toEqual(["123456", "7"]);
});

test("where none may be made there is none", () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  expect(createControlGroup(file, { memoryBytes: 1, processes: 1 })).toBeUndefined();
});
