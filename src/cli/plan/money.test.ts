import { expect, test } from "vitest";
import { endpointSchema } from "../../policies/config.ts";
import { planMoney } from "./money.ts";
import type { Rehearsal } from "./rehearsal.ts";

const rehearsal = (generatedTokens: number): Rehearsal => ({
  stages: [
    { stage: "iteration 1: collect", by: "policy", requests: 100, attempts: 100, generatedTokens, readTokens: 1000 },
    { stage: "iteration 1: improve", by: "teacher", requests: 50, attempts: 50, generatedTokens, readTokens: 2000 },
  ],
  trainings: [],
  databaseBytes: 0,
  longestChatTokens: 0,
});
const endpoint = (model: string) => endpointSchema.parse({ urls: ["http://127.0.0.1:8000"], model });
const prices = { big: { inputPerMillion: 1000, outputPerMillion: 3000 } };

test("money is tokens times prices of the models on servers, likely and at most", () => {
  const money = planMoney({ model: "m", teacher: endpoint("big"), prices }, rehearsal(20_000), rehearsal(5000));
  // 2,000 read at 0.001 and 5,000 (at most 20,000) generated at 0.003
  expect(money).toEqual({ expectedUsd: 2 + 15, worstUsd: 2 + 60, unpriced: [], short: {} });
});

test("models without a price are named, and a budget that is likely too small", () => {
  const names = { model: "m", teacher: endpoint("big"), rollouts: endpoint("small"), prices };
  const money = planMoney(
    { ...names, budget: { usd: 20, requests: 149, tokens: 1_000_000 } },
    rehearsal(5000),
    rehearsal(5000),
  );
  expect(money).toMatchObject({ unpriced: ["small"], short: { requests: 149 } }); // 150 requests, 17 dollars
});

test("where nothing is on servers there is no money", () => {
  expect(planMoney({ model: "m", teacher: "folder" }, rehearsal(1))).toBeUndefined();
});
