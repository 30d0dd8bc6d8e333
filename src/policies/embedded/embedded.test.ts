import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { describeLearner } from "../learner.suite.ts";
import { describePolicy } from "../policy.suite.ts";
import { openLearner, openPolicy } from "./embedded-models.ts";

const root = mkdtempSync(join(tmpdir(), "rise-embedded-"));
const model = join(root, "small");
const options = { threads: 1 };
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

describePolicy("the embedded engine", () => openPolicy(model, options), { isReproducible: true, hasTokens: true });
describeLearner(
  "the embedded engine",
  () => openLearner(model, options),
  (folder) => openPolicy(folder, options),
);
