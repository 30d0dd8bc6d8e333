import { expect, test } from "vitest";
import { resolveConfig } from "../config/load-config.ts";
import { runSchema, type RunConfigInput } from "../config/run-schema.ts";
import { deviceWork, modelNames } from "../models.ts";

const configOf = (changes: Partial<RunConfigInput> = {}) =>
  resolveConfig(runSchema, { model: "m", ...changes }, "of this test");
const server = { urls: ["http://127.0.0.1:1"], model: "m", swap: { by: "sglang-disk" as const } };
const lora = { rank: 2, alpha: 4, targets: ["q_proj"], dropout: 0, rankStabilised: false } as const;

test("auto measures what is done here: a run's training and sampling, a stage's sampling, an adapter's training", () => {
  expect(deviceWork(configOf())).toEqual({ folder: "m", samples: true, trains: true });
  expect(deviceWork(configOf({ iterations: 0 }))).toEqual({ folder: "m", samples: true, trains: false });
  expect(deviceWork(configOf({ train: { lora: { ...lora, targets: ["q_proj"] } } }))).toMatchObject({
    trains: true,
    lora,
  });
  expect(deviceWork(configOf({ train: { lora: { ...lora, targets: ["q_proj"] } } }), "evaluate")).toEqual({ folder: "m", samples: true, trains: false }); // prettier-ignore
  expect(deviceWork(configOf({ rollouts: server }))).toEqual({ folder: "m", samples: false, trains: true });
  expect(modelNames(configOf(), "collect").work).toEqual({ folder: "m", samples: true, trains: false });
});

test("where the model is elsewhere a teacher in a folder is what is measured, and where both are, nothing", () => {
  const taught = { preset: "rise-distill", improve: { by: "distill" }, rollouts: server } as const;
  expect(deviceWork(configOf({ ...taught, teacher: "t" }), "improve")).toEqual({ folder: "t", samples: true, trains: false }); // prettier-ignore
  expect(deviceWork(configOf({ ...taught, rollouts: undefined, teacher: "t" }), "improve")?.folder).toBe("t");
  const endpoint = { urls: server.urls, model: "t" };
  expect(deviceWork(configOf({ ...taught, teacher: endpoint }), "improve")).toBeUndefined();
  expect(deviceWork(configOf({ rollouts: server }), "evaluate")).toBeUndefined();
});
