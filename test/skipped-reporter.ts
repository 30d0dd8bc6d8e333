import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Why the tests below a path skip, and how to run them. */
const cures: readonly (readonly [place: RegExp, why: string])[] = [
  [/test\/pages\//, "no Chromium was found: install chromium, or set RISE_CHROMIUM to its path"],
  [
    /live|tinker-live/,
    "no live server is named: set RISE_TEST_ENDPOINT, or TINKER_BASE_URL, TINKER_BASE_MODEL and TINKER_TOKENIZER",
  ],
  [/real-data/, "the whole data sets are not in ../shared/data, by their names in docs/data-sets.md"],
  [/large-model/, "this machine has the memory that they want to see missing"],
  [/sandbox|code-grading/, "this system has no namespaces for them, or no python3, or they need root"],
  [/disk\.test/, "they need Linux"],
  [
    /webgpu|gpu-/,
    "no GPU: install a driver for Vulkan, or chromium and libvulkan1, whose software driver the tests take",
  ],
  [
    /./,
    "no Python with their packages: python3 -m venv .venv && .venv/bin/pip install -r test/requirements.txt, then RISE_PYTHON=.venv/bin/python",
  ],
];

/** Says at the end of a run which tests were skipped, why, and how to run them. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = new Map<string, { count: number; readonly files: Set<string> }>();
    for (const { relativeModuleId, children } of modules) {
      const count = [...children.allTests()].filter((test) => isSkipped(test)).length;
      if (count === 0) continue;
      const why = cures.find(([place]) => place.test(relativeModuleId))?.[1] ?? "";
      const known = skipped.get(why) ?? { count: 0, files: new Set<string>() };
      known.count += count;
      known.files.add(relativeModuleId);
      skipped.set(why, known);
    }
    if (skipped.size === 0) return;
    const lines = [...skipped].map(
      ([why, { count, files }]) =>
        `  ${count} in ${[...files].slice(0, 3).join(", ")}${files.size > 3 ? `, and ${files.size - 3} more files` : ""}\n    ${why}`,
    );
    process.stdout.write(`\nSkipped tests:\n${lines.join("\n")}\n`);
  }
}

/** Left out for what the machine lacks; a test that a filter leaves out says nothing of it. */
const isSkipped = (test: TestCase): boolean => test.result().state === "skipped" && test.options.mode === "skip";
