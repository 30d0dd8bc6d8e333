import { defineConfig } from "vitest/config";

// Apart from the other tests: a driver that computes on the processor takes minutes for a run, however small.
export default defineConfig({
  test: {
    include: ["test/webgpu/**/*.test.ts", "src/**/gpu-*.test.ts", "src/engine/graph/webgpu/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
  },
});
