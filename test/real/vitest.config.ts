import { defineConfig } from "vitest/config";

// Apart from the other tests: it downloads 93 MB once, and takes minutes of two cores.
export default defineConfig({
  test: {
    include: ["test/real/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 1_800_000,
  },
});
