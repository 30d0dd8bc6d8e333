import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startRise } from "./rise.ts";

test("sampling leaves nothing in the user's folder: ONNX Runtime keeps no number for the machine, and so sends none", async () => {
  const home = mkdtempSync(join(tmpdir(), "rise-home-"));
  const surroundings = { HOME: home, XDG_CACHE_HOME: join(home, "cache"), XDG_CONFIG_HOME: join(home, "config") };
  const args = ["generate", "--model", "models/reach", "--prompt", "Reach 5.", "--max-tokens", "2"];
  const { code } = await startRise(args, surroundings).finished;
  const left = readdirSync(home, { recursive: true });
  rmSync(home, { recursive: true });
  expect({ code, left }).toEqual({ code: 0, left: [] });
});
