import { defineConfig } from "vitest/config";
import SkippedReporter from "./test/skipped-reporter.ts";

// Compiled modules are kept: every test process and every engine's thread loads the same ones.
process.env["NODE_COMPILE_CACHE"] ??= "node_modules/.cache/compiled";

/** What computes and leaves nothing behind: these folders' tests share a process, since starting one takes longer than they do. */
const pure = ["collect", "evaluate", "grade", "improve", "mdp", "report", "store", "train", "view", "weight"];
const together = pure.map((folder) => `src/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    pool: "forks", // ONNX Runtime is a native module: one process per file keeps its threads apart
    maxWorkers: 2,
    reporters: ["default", new SkippedReporter()], // at the end: what was skipped, why, and how to run it
    testTimeout: 900_000, // for tests that hang alone: on a busy machine PyTorch takes minutes to start
    hookTimeout: 900_000,
    projects: [
      { extends: true, test: { name: "together", include: together, isolate: false } },
      {
        extends: true,
        test: {
          name: "apart",
          include: ["{src,viewer}/**/*.test.ts", "test/**/*.test.ts", "paper/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/real/**", "test/webgpu/**", ...together], // npm run test:real, test:webgpu
        },
      },
    ],
  },
});
