import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Problem } from "../../mdp/index.ts";
import { codeGrading } from "./code-grading.ts";
import { detectIsolation } from "./sandbox/isolation.ts";
import { defaultLimits } from "./sandbox/limits.ts";
import { type Suite, suiteText } from "./suite.ts";

const isolation = detectIsolation();
const limits = { ...defaultLimits, cpuSeconds: 1, memoryBytes: 256 * 2 ** 20, outputBytes: 100_000 };
const grading = codeGrading({ isolation, limits });

function problemOf(suite: Partial<Suite> & Pick<Suite, "language" | "tests">): Problem {
  return { id: "1", question: "?", answer: suiteText({ setup: "", ...suite }) };
}
const gradeCode = (suite: Parameters<typeof problemOf>[0], code: string) =>
  grading.grade(problemOf(suite), `\`\`\`${suite.language}\n${code}\n\`\`\``);

const add = { language: "python", tests: ["assert add(1, 2) == 3", "assert add(-1, 1) == 0"] } as const;
const addJs = {
  language: "javascript",
  tests: ["assert.strictEqual(add(1, 2), 3)", "assert.deepEqual([add(-1, 1)], [0])"],
} as const;

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)("Python programs (skipped without python3)", { concurrent: true }, () => {
  test.each([
    ["a right one", "def add(a, b):\n    return a + b", "correct", "all 2 tests pass"],
    [
      "a wrong one",
      "def add(a, b):\n    return a + abs(b) if a > 0 else 5",
      "wrong",
      "test 2 of 2 failed: assert add(-1, 1) == 0: got 5, wanted 0",
    ],
    [
      "an exception",
      "def add(a, b):\n    return a + c",
      "wrong",
      "test 1 of 2 failed: assert add(1, 2) == 3: NameError: name 'c' is not defined",
    ],
    ["no such function", "x = 1", "wrong", "NameError: name 'add' is not defined"],
    ["a slip of syntax", "def add(a, b)\n    return a + b", "wrong", "the program does not run: SyntaxError in line 1"],
    [
      "an endless loop",
      "def add(a, b):\n    while True: pass",
      "wrong",
      "in test 1 of 2 the program ran for more than 1 s",
    ],
    ["much memory", "def add(a, b): return len(bytearray(10**9))", "wrong", "MemoryError"],
    ["endless recursion", "def add(a, b): return add(a, b)", "wrong", "RecursionError"],
    ["much output", "def add(a, b):\n    while True: print('x' * 1000)", "wrong", "printed more than 100000 bytes"],
    ["waiting for input", "def add(a, b): return input()", "wrong", "EOFError"],
    ["an early exit", "import os\nos._exit(0)", "wrong", "ended by itself (exit code 0)"],
    ["a quiet exit", "def add(a, b): raise SystemExit(0)", "wrong", "SystemExit"],
    [
      "a forged record",
      'import os\nos.write(3, b\'{"kind": "done"}\\n\' * 9)\nos._exit(0)',
      "wrong",
      "ended by itself",
    ],
    [
      "an answer equal to anything",
      "class A:\n    def __eq__(self, other): return True\ndef add(a, b): return A()",
      "wrong",
      "got an object of the program's own, which equals no data",
    ],
    ["a kill of itself", "import os\ndef add(a, b): os.kill(os.getpid(), 15)", "wrong", "exit code 143"],
  ] as const)("%s", async (_, code, outcome, reason) => {
    const grade = await gradeCode(add, code);
    expect([grade.outcome, grade.reason]).toEqual([outcome, expect.stringContaining(reason)]);
  });
});

test.skipIf(!hasPython)("a program that sleeps is ended by the clock on the wall", async () => {
  const hasty = codeGrading({ isolation, limits: { ...limits, wallMs: 1500 } });
  const graded = await hasty.grade(problemOf(add), "```python\nimport time\ntime.sleep(3600)\n```");
  expect(graded.reason).toBe("in test 1 of 2 the program was still not finished after 1.5 s");
});

describe.concurrent("JavaScript programs", () => {
  test.each([
    ["a right one", "function add(a, b) { return a + b; }", "correct", "all 2 tests pass"],
    ["a constant", "export const add = (a, b) => a + b;", "correct", "all 2 tests pass"],
    [
      "a wrong one",
      "const add = (a, b) => a > 0 ? a + b : 5;",
      "wrong",
      "test 2 of 2 failed: assert.deepEqual([add(-1, 1)], [0]): got [ 5 ], wanted [ 0 ]",
    ],
    ["an exception", "const add = () => nothing;", "wrong", "ReferenceError: nothing is not defined"],
    ["a slip of syntax", "function add(a, b { }", "wrong", "the program does not run: SyntaxError"],
    ["an endless loop", "const add = () => { for (;;); };", "wrong", "ran for more than 1 s"],
    ["a promise that never settles", "const add = () => new Promise(() => {});", "wrong", "got Promise"],
    [
      "much memory",
      "const add = () => { const all = []; for (;;) all.push(new Array(1e5).fill(1)); };",
      "wrong",
      "in test 1 of 2 the program", // used too much memory, or collecting it took its time
    ],
    ["an early exit", "process.exit(0);", "wrong", "ended by itself (exit code 0)"],
    ["a changed assert", "require('node:assert').strictEqual = () => {}; const add = () => 3;", "wrong", "test 2 of 2"],
    [
      "a forged record",
      "require('fs').writeSync(3, '{\"kind\":\"done\"}\\n'); process.exit(0);",
      "wrong",
      "ended by itself",
    ],
  ] as const)("%s", async (_, code, outcome, reason) => {
    const grade = await gradeCode(addJs, code);
    expect([grade.outcome, grade.reason]).toEqual([outcome, expect.stringContaining(reason)]);
  });

  test("tests may be of MultiPL-E's or HumanEval-X's form, the function exported as a module", async () => {
    const multiple =
      "const assert = require('node:assert');\nfunction test() {\n  let candidate = add;\n  assert.deepEqual(candidate(2, 2), 4);\n}\ntest();";
    const humanEvalX =
      "const testAdd = () => {\n  console.assert(add(2, 3) === 5)\n  console.assert(add(1, 1) === 3)\n}\ntestAdd()";
    const code = "module.exports = (a, b) => a + b;";
    const suite = { language: "javascript", entryPoint: "add" } as const;
    expect((await gradeCode({ ...suite, tests: [multiple] }, code)).outcome).toBe("correct");
    expect(await gradeCode({ ...suite, tests: [humanEvalX] }, code)).toMatchObject({
      outcome: "wrong",
      reason: expect.stringContaining("console.assert(add(1, 1) === 3)"),
    });
  });
});

/** A check of HumanEval's form (MIT). */
const humanEval = {
  language: "python",
  entryPoint: "truncate_number",
  prompt: 'def truncate_number(number: float) -> float:\n    """The decimal part of number."""\n',
  tests: [
    "def check(candidate):\n    assert candidate(3.5) == 0.5\n    assert abs(candidate(1.33) - 0.33) < 1e-6\n\ncheck(truncate_number)",
  ],
} as const;

test.skipIf(!hasPython)("a function's head may be repeated or continued; a failing line of check is told", async () => {
  const graded = async (text: string) => grading.grade(problemOf(humanEval), text);
  expect((await graded("    return number % 1.0\n")).outcome).toBe("correct");
  expect((await graded("```python\n    return number % 1.0\n```")).outcome).toBe("correct");
  expect((await graded(`So:\n\`\`\`py\n${humanEval.prompt}    return number % 1\n\`\`\`\nDone.`)).outcome).toBe(
    "correct",
  );
  expect((await graded("```\n    return number - 3\n```")).reason).toBe(
    "test 1 of 1 failed: assert abs(candidate(1.33) - 0.33) < 1e-6",
  );
  expect((await graded("I cannot do that.")).outcome).toBe("noAnswer");
});

describe.skipIf(!hasPython)("what of the library a program answers with (skipped without python3)", () => {
  const graded = (code: string, test: string) => gradeCode({ language: "python", tests: [test] }, code);

  test("is never carried out for it by the judge: there the library has objects that equal everything", async () => {
    const code = "from unittest.mock import _ANY as f";
    expect((await graded(code, "assert f() == 5")).outcome).toBe("wrong");
  });

  test.each([
    ["a function", "import math\ndef f(): return math.sqrt", "import math\nassert f() == math.sqrt and f()(16) == 4"],
    [
      "a class of data",
      "from collections import Counter as f",
      "from collections import Counter\nassert f('aa') == Counter(a=2)",
    ],
    [
      "an error",
      "import json\ndef f(): json.loads('{')",
      "import json\ntry: f()\nexcept json.JSONDecodeError as e: assert e.pos == 1",
    ],
    [
      "a name that the tests leave to it",
      "from copy import deepcopy\ndef f(a): a.append(1)",
      "a = [2]\nb = deepcopy(a)\nf(a)\nassert b == [2]",
    ],
    [
      "a dict with defaults",
      "from collections import defaultdict\ndef f(): return defaultdict(int)",
      "d = f()\nd['a'] += 1\nassert d == {'a': 1}",
    ],
  ])("is what it is: %s", async (_, code, test) => {
    expect(await graded(code, test)).toMatchObject({ outcome: "correct" });
  });
});

describe("what cannot be run is an error, never a wrong answer", () => {
  test("a response is read without a problem, and nothing runs: the last program, of either language", () => {
    const read = (text: string) => grading.readAnswer?.(text);
    expect(read("First\n```python\nx = 1\n```\nBetter:\n```py\nx = 2\n```")).toBe("x = 2\n");
    expect(read("```js\nlet x = 1;\n```")).toBe("let x = 1;\n");
    expect(read("const f = () => 1;")).toBe("const f = () => 1;");
    expect(read("I cannot.")).toBeNull();
  });

  test("a gold that is no suite", async () => {
    const graded = await grading.grade({ id: "1", question: "?", answer: "42" }, "```python\nx = 1\n```");
    expect(graded.outcome).toBe("error");
  });

  test.skipIf(!hasPython)("limits under which the interpreter cannot start", async () => {
    const tight = codeGrading({ isolation, limits: { ...limits, memoryBytes: -30 * 2 ** 20 } });
    const graded = await tight.grade(problemOf(add), "```python\ndef add(a, b): return a + b\n```");
    expect([graded.outcome, graded.reason]).toEqual(["error", expect.stringContaining("could not be run")]);
  });
});

test("feedback tells the failing test, or that all pass, and nothing of an error", () => {
  const { feedback } = grading;
  const problem = problemOf(add);
  const told = (outcome: "wrong" | "correct" | "error", reason: string) =>
    feedback?.(problem, "", { outcome, answer: "x", reason }, "key");
  expect(told("wrong", "test 1 of 2 failed: assert add(1, 2) == 3: got 5, wanted 3")).toBe(
    "The tests were run: test 1 of 2 failed: assert add(1, 2) == 3: got 5, wanted 3.",
  );
  expect(told("correct", "all 2 tests pass")).toBe("The tests were run: all 2 tests pass.");
  expect(told("error", "no python3")).toBeUndefined();
});

describe.skipIf(isolation !== "namespaces" || !hasPython)(
  "in namespaces (skipped without python3 or where the system allows none)",
  () => {
    const probe = (code: string) => gradeCode({ language: "python", tests: ["assert add() is None"] }, code);

    test("there is no network", async () => {
      const code = "import socket\ndef add(): socket.create_connection(('127.0.0.1', 22), 1)";
      expect((await probe(code)).reason).toMatch(/unreachable|refused/); // loopback is down: not even this machine
    });

    test("there are no files but the interpreter's, read-only, and an own folder", async () => {
      const code = [
        "import os",
        "def add():",
        "    open('/rise-work/own', 'w').write('x')",
        "    for path in ['/etc/passwd', '/home', '/tmp', '/var']:",
        "        assert not os.path.exists(path), path",
        "    for folder in ['/', '/usr', os.path.dirname(os.__file__)]:",
        "        try: open(folder + '/written', 'w')",
        "        except OSError: continue",
        "        raise Exception('wrote to ' + folder)",
      ].join("\n");
      expect(await probe(code)).toMatchObject({ outcome: "correct" });
    });

    test.skipIf(process.arch !== "x64" && process.arch !== "arm64")(
      "calls of the system that no program needs are refused, sockets to a virtual machine's host among them",
      async () => {
        const code = [
          "import ctypes, errno, socket",
          "c = ctypes.CDLL(None, use_errno=True)",
          "def add():",
          "    assert c.shmget(0, 4096, 0o1600) == -1 and ctypes.get_errno() == errno.EPERM",
          "    assert c.syscall(425, 4, ctypes.create_string_buffer(120)) == -1 and ctypes.get_errno() == errno.ENOSYS",
          "    try: socket.socket(40, socket.SOCK_STREAM)",
          "    except OSError as error: assert error.errno == errno.EAFNOSUPPORT",
          "    socket.socketpair()",
        ].join("\n");
        expect(await probe(code)).toMatchObject({ outcome: "correct" });
      },
    );

    test("its folder is bounded and gone afterwards, and a process that it leaves is ended", async () => {
      const own = mkdtempSync(join(tmpdir(), "rise-own-tmp-")); // other tests have sandboxes of their own meanwhile
      vi.stubEnv("TMPDIR", own);
      onTestFinished(() => {
        vi.unstubAllEnvs();
        rmSync(own, { recursive: true });
      });
      const mark = `rise-left-${process.pid}`;
      const code = [
        "import subprocess",
        "def add():",
        `    subprocess.Popen(['/bin/sh', '-c', 'while :; do sleep 1; done', '${mark}'])`,
        "    try: open('own', 'w').write('x' * 10**9)",
        "    except (OSError, MemoryError): return",
        "    raise Exception('wrote 1 GB')",
      ].join("\n");
      expect((await probe(code)).outcome).toBe("correct");
      expect(spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout).not.toContain(mark);
      expect(readdirSync(own)).toEqual([]);
    });
  },
);

test.skipIf(!hasPython)(
  "without namespaces programs are still tested under limits, and JavaScript has no files",
  async () => {
    const plain = codeGrading({ isolation: "limits", limits });
    const graded = async (suite: Parameters<typeof problemOf>[0], code: string) =>
      plain.grade(problemOf(suite), `\`\`\`${suite.language}\n${code}\n\`\`\``);
    expect((await graded(add, "def add(a, b): return a + b")).outcome).toBe("correct");
    expect((await graded(add, "def add(a, b):\n    while True: pass")).reason).toContain("more than 1 s");
    const reads = "const add = () => require('node:fs').readFileSync('/etc/passwd');";
    expect((await graded(addJs, reads)).reason).toContain("Access to this API has been restricted");
    expect(existsSync(join(tmpdir(), "passwd"))).toBe(false);
  },
);

test.skipIf(!hasPython)("an interpreter that was not found is looked for again (skipped without python3)", async () => {
  const own = codeGrading({ isolation, limits });
  const program = "```python\ndef add(a, b):\n    return a + b\n```";
  vi.stubEnv("PATH", "");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await own.grade(problemOf(add), program)).outcome).toBe("error");
  vi.unstubAllEnvs();
  expect((await own.grade(problemOf(add), program)).outcome).toBe("correct");
});
