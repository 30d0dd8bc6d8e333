import { describe, expect, test } from "vitest";
import { loraOptions, loraSchema, loraTargets } from "./index.ts";

describe("lora", () => {
  test("by default adapts every layer at rank 16, scaled by 2", () => {
    const options = loraOptions(loraSchema.parse({}));
    expect(options).toEqual({ rank: 16, alpha: 32, targets: loraTargets, dropout: 0, rankStabilised: false });
    expect(loraOptions(loraSchema.parse({ rank: 4, targets: ["v_proj"] }))).toMatchObject({
      alpha: 8,
      targets: ["v_proj"],
    });
  });

  test.each([
    [{ rank: 0 }, "must be a whole number >= 1, got 0; try 16"],
    [{ alpha: 0 }, "must be > 0, got 0"],
    [{ dropout: 1 }, "must be in [0, 1), got 1"],
    [{ targets: ["q_proj", "k_poj"] }, "did you mean k_proj?"],
    [{ targets: "all-liner" }, "did you mean all-linear?"],
    [{ targets: [] }, "must name at least one layer, got none; try all-linear"],
  ])("refuses %o", (config, message) => {
    const { error } = loraSchema.safeParse(config);
    expect(error?.issues[0]?.message).toContain(message);
  });
});
