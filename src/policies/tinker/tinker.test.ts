import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { describeLearner } from "../learner.suite.ts";
import { describePolicy } from "../policy.suite.ts";
import { serveTinker, type TinkerServer } from "./testing/index.ts";
import { weightsFileOf } from "./testing/training-bench.ts";
import { tinkerModels } from "./tinker-models.ts";
import { tinkerSchema } from "./tinker-schema.ts";
import type { Models } from "../../mdp/index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-tinker-"));
const folder = join(root, "small");
const checkpoints = join(root, "checkpoints");
beforeAll(() => writeSmallModel(folder));
afterAll(() => rmSync(root, { recursive: true }));

for (const wire of ["protobuf", "json"] as const) {
  let server: TinkerServer;
  beforeAll(async () => {
    server = await serveTinker({
      models: { small: folder },
      checkpoints: join(checkpoints, wire),
      wire,
      apiKey: "tml-test",
    });
  });
  afterAll(() => server.close());
  const models = (): Models =>
    tinkerModels(tinkerSchema.parse({ by: "tinker", url: server.url, baseModel: "small", estimator: "weights" }), {
      environment: { TINKER_API_KEY: "tml-test" },
    });
  const savedWeights = (at: string): Buffer => readFileSync(weightsFileOf(at, join(checkpoints, wire)));
  describePolicy(`a Tinker server's base model, by ${wire}`, () => models().policy(folder), {
    isReproducible: true,
    hasTokens: true,
  });
  describeLearner(
    `a Tinker server, by ${wire}`,
    () => models().learner(folder),
    (saved) => models().policy(saved),
    savedWeights,
  );
}
