import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { workFolder } from "../support/runs.ts";

const root = join(import.meta.dirname, "../../..");

/** The tests that play hostile programs, servers and texts, counted one by one. */
const suites = [
  "src/tasks/code/sandbox",
  "src/tasks/code",
  "src/http",
  "src/policies/openai",
  "src/policies/tinker",
  "src/cli/text",
  "src/cli/report-error.test.ts",
  "src/mdp/masked.test.ts",
  "src/serve",
];

interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What tries to get out of the sandbox, to forge a grade, to flood or to mislead: each is a test, and each failure a violation. */
export const fault: Fault = {
  name: "hostile programs, servers, clients and texts, as the tests play them",
  async run({ full }) {
    const tally = new Tally();
    const file = join(workFolder("suites"), "report.json");
    const chosen = full ? suites : suites.slice(0, 1);
    spawnSync(
      join(root, "node_modules/.bin/vitest"),
      ["run", "--maxWorkers=2", "--reporter=json", `--outputFile=${file}`, ...chosen],
      {
        cwd: root,
        stdio: "ignore",
      },
    );
    const { testResults } = JSON.parse(readFileSync(file, "utf8")) as TestReport;
    for (const suite of chosen)
      if (!testResults.some(({ name }) => name.includes(suite))) tally.record(suite, ["has no tests"]);
    let skipped = 0;
    for (const { fullName, status } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
      if (status === "passed") tally.record(fullName, []);
      else if (status === "failed") tally.record(fullName, ["failed"]);
      else skipped++;
    }
    if (skipped > 0) tally.remark(`${skipped} could not be tried on this machine`);
    return tally.result();
  },
};
