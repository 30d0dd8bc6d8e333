import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { quoted, typed } from "./typed.ts";

test.skipIf(process.platform === "win32")(
  "what is told to type reaches the command as it was meant, by a real shell",
  () => {
    for (const argument of [
      "a b/ü",
      "it's",
      '"x"',
      "$HOME",
      "`id`",
      "a\\b",
      "",
      "~",
      "*",
      "a;b",
      "plain/path-1_2.yaml",
    ]) {
      const echoed = execFileSync("sh", ["-c", `printf %s ${quoted(argument, "linux")}`], { encoding: "utf8" });
      expect(echoed).toBe(argument);
    }
  },
);

test("plain paths stay as they are, and the command is npx's", () => {
  expect(quoted(String.raw`C:\runs\mine`, "win32")).toBe(String.raw`C:\runs\mine`);
  expect(quoted(String.raw`C:\my runs`, "win32")).toBe(String.raw`"C:\my runs"`);
  expect(typed("report", "runs/first")).toBe("npx rise-lm report runs/first");
});
