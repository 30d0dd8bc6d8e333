import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPython } from "../python.ts";
import { adapter } from "./checks/adapter.ts";
import { exported } from "./checks/export.ts";
import { gradients } from "./checks/gradients.ts";
import { greedy } from "./checks/greedy.ts";
import { logits } from "./checks/logits.ts";
import { step } from "./checks/step.ts";
import { families } from "./families.ts";
import type { Check, OpenedFamily } from "./opened-family.ts";
import { makeFamilies } from "./opened-family.ts";
import { parityTable } from "./parity-table.ts";

const checks: readonly Check[] = [logits, gradients, greedy, step, exported, adapter];
const python = findPython("transformers", "torch", "safetensors");
const folder = mkdtempSync(join(tmpdir(), "rise-parity-"));
const measured = new Map<string, ReadonlyMap<string, number>>();
let opened: readonly OpenedFamily[] = [];

beforeAll(() => {
  if (python.command !== undefined) opened = makeFamilies(python, folder);
}, 240_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (measured.size > 0) console.log(parityTable(checks, families, measured));
});

for (const check of checks) {
  const needed = findPython("transformers", "torch", "safetensors", ...(check.modules ?? []));
  test.skipIf(needed.command === undefined)(
    `${check.name}: ${check.claim} ${needed.note}`,
    async () => {
      const differences = await check.measure(opened, python);
      measured.set(check.name, differences);
      const wrong = families.filter(({ name }) => !((differences.get(name) ?? Number.NaN) <= check.bound));
      expect(wrong.map(({ name }) => `${name}: ${differences.get(name)}`)).toEqual([]);
    },
    240_000,
  );
}
