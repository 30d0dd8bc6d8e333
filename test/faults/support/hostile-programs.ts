import type { Language } from "../../../src/tasks/code/suite.ts";

/** A program, the one test that it is graded by, and whether it is right. Each hostile one answers "out" where it gets its way. */
export interface TriedProgram {
  readonly name: string;
  readonly language: Language;
  readonly code: string;
  readonly test: string;
  readonly isRight: boolean;
}

/** What programs must not find or reach. */
export interface Bait {
  /** A port of the loopback interface that answers. */
  readonly port: number;
  /** A file outside. */
  readonly file: string;
  /** A path outside, where nothing is. */
  readonly target: string;
  /** A text in the environment of whoever grades. */
  readonly secret: string;
}

const python = (name: string, ...body: readonly string[]): TriedProgram => ({
  name,
  language: "python",
  code: `def f():\n${body.map((line) => `    ${line}`).join("\n")}`,
  test: "assert f() == 'out'",
  isRight: false,
});
const pythonTop = (name: string, code: string, test = "assert f() == 'out'"): TriedProgram => ({
  ...python(name),
  code,
  test,
});
const javascript = (name: string, code: string, test = "assert.strictEqual(f(), 'out')"): TriedProgram => ({
  name,
  language: "javascript",
  code,
  test,
  isRight: false,
});

const libc = "import ctypes, os; c = ctypes.CDLL(None, use_errno=True)";
const failed = "raise OSError(ctypes.get_errno(), 'refused')";

/** Calls of the system by their numbers on x86-64 (on ARM64 some are others, and as little use). */
const refusedCalls = [
  ["traces its parent", "(101, 16, os.getppid(), 0, 0)"],
  ["asks the kernel by a queue", "(425, 4, ctypes.create_string_buffer(120))"],
  ["serves its own page faults", "(323, 1)"],
  ["keeps a key for those who come after", "(248, b'user', b'rise', b'x', 1, -4)"],
  ["makes a file system", "(430, b'tmpfs', 0)"],
] as const;

/** Those that want out: to files, the network, other processes, the kernel's settings, another namespace. Files are opened, never written. */
export const escapes = ({ port, file, target, secret }: Bait): readonly TriedProgram[] => [
  python("reads a file outside", `return 'out' if open('${file}').read() else 'no'`),
  python("writes a file outside", `open('${target}', 'w').close()`, "return 'out'"),
  python("reads the users' passwords", "return 'out' if open('/etc/shadow').read() else 'no'"),
  python("reads the superuser's own files", "import os", "return 'out' if {'.bashrc', '.profile', '.ssh', '.npm'} & set(os.listdir('/root')) else 'no'"), // prettier-ignore
  python("opens a kernel setting to write", "import os", "os.close(os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY))", "return 'out'"), // prettier-ignore
  python("opens the kernel's trigger to write", "import os", "os.close(os.open('/proc/sysrq-trigger', os.O_WRONLY))", "return 'out'"), // prettier-ignore
  python("opens a control group to write", "import os, glob", "for p in glob.glob('/sys/fs/cgroup/**/cgroup.procs', recursive=True): os.close(os.open(p, os.O_WRONLY))", "return 'out' if os.path.exists('/sys/fs/cgroup') else 'no'"), // prettier-ignore
  python(
    "finds the secret in its environment",
    "import os",
    `return 'out' if '${secret}' in str(os.environ) else 'no'`,
  ),
  python("finds the secret in others' environments", "import glob", "for p in glob.glob('/proc/*/environ'):", "    try:", `        if b'${secret}' in open(p, 'rb').read(): return 'out'`, "    except OSError: pass", "return 'no'"), // prettier-ignore
  python("sees others' processes", "import os", "return 'out' if sum(p.isdigit() for p in os.listdir('/proc')) > 8 else 'no'"), // prettier-ignore
  python("goes through another's root", "import os", "return 'out' if os.path.exists('/proc/1/root/home') else 'no'"),
  python("connects to this machine", "import socket", `socket.create_connection(('127.0.0.1', ${port}), 2)`, "return 'out'"), // prettier-ignore
  python("makes namespaces of its own", libc, `if c.unshare(0x10020000): ${failed}`, "return 'out'"),
  python("mounts", libc, `if c.mount(b'none', b'/rise-work', b'tmpfs', 0, b'size=100m'): ${failed}`, "return 'out'"),
  python("mounts read-only files to write", libc, `if c.mount(b'none', b'/usr', b'', 32 | 4096, None): ${failed}`, "return 'out'"), // prettier-ignore
  python("becomes the superuser", "import os", "os.setresuid(0, 0, 0)", "return 'out'"),
  python("is handed a file that was opened before it", "import os", "for fd in range(8, 128):", "    try:", "        if os.pread(fd, 4, 0) == b'bait': return 'out'", "    except OSError: pass", "return 'no'"), // prettier-ignore
  ...refusedCalls.map(([name, call]) => python(name, libc, `if c.syscall(*${call}) < 0: ${failed}`, "return 'out'")), // prettier-ignore
  python("opens a socket to a virtual machine's host", "import socket", "socket.socket(40, socket.SOCK_STREAM)", "return 'out'"), // prettier-ignore
  python("listens to the kernel's own talk", "import socket", "socket.socket(16, socket.SOCK_RAW, 0)", "return 'out'"),
  python("makes a device", "import os, stat", "os.mknod('/rise-work/d', 0o600 | stat.S_IFBLK, os.makedev(8, 0))", "return 'out'"), // prettier-ignore
  javascript("reads a file outside, in JavaScript", `const f = () => require("fs").readFileSync("${file}", "utf8") ? "out" : "no";`), // prettier-ignore
  javascript("writes a file outside, in JavaScript", `function f() { require("fs").writeFileSync("${target}", ""); return "out"; }`), // prettier-ignore
  javascript(
    "starts a process, in JavaScript",
    'function f() { require("child_process").execSync("id"); return "out"; }',
  ),
  javascript("loads native code, in JavaScript", 'function f() { process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6"); return "out"; }'), // prettier-ignore
  javascript("finds the secret, in JavaScript", `const f = () => JSON.stringify(process.env).includes("${secret}") ? "out" : "no";`), // prettier-ignore
  javascript("connects to this machine, in JavaScript", `const f = () => new Promise((found, lost) => require("net").connect(${port}, "127.0.0.1").on("connect", () => found("out")).on("error", lost));`, "assert.strictEqual(await f(), 'out')"), // prettier-ignore
];

/** Those that want more than their share: each ends within its limits, as a wrong one. */
export const floods = (mark: string): readonly TriedProgram[] => [
  python("forks without end", "import os, time", "n = 0", "while n < 400:", "    if os.fork() == 0: time.sleep(60); os._exit(0)", "    n += 1", "return 'out'"), // prettier-ignore
  python("takes 2 GB", "b = bytearray(2 * 10**9)", "for i in range(0, len(b), 4096): b[i] = 1", "return 'out'"),
  python("takes 8 times 450 MB in processes", "import os, time", "ends = []", "for i in range(8):", "    r, w = os.pipe(); ends.append(r)", "    if os.fork() == 0:", "        b = bytearray(450 * 2**20)", "        for j in range(0, len(b), 4096): b[j] = 1", "        os.write(w, b'k'); time.sleep(3); os._exit(0)", "    os.close(w)", "return 'out' if all(os.read(r, 1) == b'k' for r in ends) else 'no'"), // prettier-ignore
  python("takes 1.5 GB of shared memory", "import mmap", "m = mmap.mmap(-1, 1500 * 2**20)", "for j in range(0, len(m), 4096): m[j] = 1", "return 'out'"), // prettier-ignore
  python("takes 1.2 GB in nameless files", "import os", "z = b'x' * 2**20", "held = []", "for k in range(80):", "    held.append(os.memfd_create('x'))", "    for i in range(15): os.write(held[-1], z)", "return 'out'"), // prettier-ignore
  python("takes 1.2 GB in sockets that nobody reads", "import os, socket, time", "ends = []", "for i in range(60):", "    r, w = os.pipe(); ends.append(r)", "    if os.fork() == 0:", "        n, keep = 0, []", "        for k in range(50):", "            try: pair = socket.socketpair()", "            except OSError: break", "            for s in pair:", "                s.setblocking(False)", "                try:", "                    while True: n += s.send(b'x' * 65536)", "                except BlockingIOError: keep.append(s)", "        os.write(w, b'%d' % n); time.sleep(3); os._exit(0)", "    os.close(w)", "return 'out' if sum(int(os.read(r, 20) or 0) for r in ends) > 1.2e9 else 'no'"), // prettier-ignore
  python("takes 2 GB of memory that belongs to no process", libc, "c.shmat.restype = ctypes.c_void_p", "for i in range(20):", `    s = c.shmget(0, 100 * 2**20, 0o1600)`, `    if s < 0: ${failed}`, "    p = c.shmat(s, None, 0); ctypes.memset(p, 1, 100 * 2**20); c.shmdt(ctypes.c_void_p(p))", "return 'out'"), // prettier-ignore
  python("fills its folder", "for k in range(40): open(f'f{k}', 'wb').write(b'x' * 2**20)", "return 'out'"),
  python("stops itself", "import os, signal", "os.kill(os.getpid(), signal.SIGSTOP)", "return 'out'"),
  python("stops its group, and goes on in another", "import os, signal, time", "if os.fork() == 0: os.setsid(); time.sleep(3600)", "os.kill(0, signal.SIGSTOP)", "return 'out'"), // prettier-ignore
  python("ends its group", "import os, signal", "os.kill(0, signal.SIGKILL)", "return 'out'"),
  python("sleeps", "import time", "time.sleep(3600)", "return 'out'"),
  python("burns the processor deaf to signals", "import signal", "for s in (signal.SIGXCPU, signal.SIGALRM, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)", "while True: pass"), // prettier-ignore
  python("burns the processor in a chain of forks", "import os, time", "for k in range(12):", "    p = os.fork()", "    if p == 0:", "        t = time.process_time()", "        while time.process_time() - t < 2: pass", "        os._exit(0)", "    os.waitpid(p, 0)", "return 'out'"), // prettier-ignore
  python("prints without end", "while True: print('x' * 10000)"),
  python("writes to every descriptor without end", "import os", "while True:", "    for fd in range(3, 9):", "        try: os.write(fd, b'x' * 65536)", "        except OSError: pass"), // prettier-ignore
  {
    ...python("leaves a process behind", "import os", "if os.fork() == 0:", "    os.setsid()", `    if os.fork() == 0: os.execv('/bin/sleep', ['sleep', '${mark}'])`, "    os._exit(0)", "return 'out'"), // prettier-ignore
    isRight: true, // that it may try harms nobody: the process is ended with it
  },
  javascript("takes memory without end, in JavaScript", "function f() { const all = []; for (;;) all.push(new Array(1e6).fill(1.1)); }"), // prettier-ignore
  javascript("takes 2 GB of buffers, in JavaScript", 'function f() { const all = []; for (let i = 0; i < 20; i++) all.push(Buffer.alloc(100 * 2 ** 20, 1)); return "out"; }'), // prettier-ignore
  javascript("never returns, in JavaScript", "function f() { for (;;); }"),
];

/** Those that want a grade that they do not deserve. */
export const forgeries: readonly TriedProgram[] = [
  pythonTop("answers with what equals everything", "class A:\n    def __eq__(s, o): return True\n    def __ne__(s, o): return False\ndef f(): return A()"), // prettier-ignore
  pythonTop("answers with a text that equals everything", "class S(str):\n    def __eq__(s, o): return True\n    __hash__ = str.__hash__\ndef f(): return S('x')"), // prettier-ignore
  pythonTop("answers with mock's ANY", "from unittest.mock import ANY\ndef f(): return ANY"),
  pythonTop("speaks for the judge on every descriptor", "import os\nfor fd in range(3, 9):\n    for kind in ('ready', 'passed', 'done'):\n        try: os.write(fd, ('{\"kind\": \"%s\", \"test\": 0}\\n' % kind).encode())\n        except OSError: pass\nos._exit(0)"), // prettier-ignore
  pythonTop("looks for the test in its frames", "import sys, gc\ndef f():\n    found = [o for o in gc.get_objects() if isinstance(o, dict) and 'tests' in o]\n    frame = sys._getframe()\n    while frame:\n        found += [frame.f_globals, frame.f_locals]\n        frame = frame.f_back\n    return 'out' if \"== 'out'\" in repr([o.get('tests') for o in found]) else 'no'"), // prettier-ignore
  pythonTop("patches the interpreter", "import builtins, operator, json\nbuiltins.isinstance = lambda *a: True\noperator.eq = lambda *a: True\njson.dumps = lambda *a, **k: '\"out\"'\ndef f(): return 'x'"), // prettier-ignore
  pythonTop("calls the library's own that equals everything", "from unittest.mock import _ANY as f"),
  pythonTop("answers with a library's class whose objects equal everything", "import unittest.mock\ndef f(): return unittest.mock._ANY", "assert f()() == 'out'"), // prettier-ignore
  pythonTop("says itself that it is the one", "class A:\n    def equals(s, o): return True\ndef f(): return A()", "assert f().equals('out')"), // prettier-ignore
  pythonTop("is as near as one likes", "class A:\n    def __sub__(s, o): return s\n    __rsub__ = __sub__\n    def __abs__(s): return s\n    def __lt__(s, o): return True\ndef f(): return A()", "assert abs(f() - 3.14) < 1e-6"), // prettier-ignore
  pythonTop("holds everything", "class A:\n    def __contains__(s, o): return True\ndef f(): return A()", "assert 5 in f() and 7 in f()"), // prettier-ignore
  pythonTop("answers 100,000 lists deep", "def f():\n    a = []\n    for i in range(100000): a = [a]\n    return a"),
  pythonTop("answers without end", "class A:\n    def __iter__(s): return s\n    def __next__(s): return 1\ndef f(): return A()", "assert list(f()) == [1]"), // prettier-ignore
  pythonTop("answers as it exits", "import atexit, os, sys\natexit.register(lambda: os.write(4, b'{\"raises\": false, \"values\": {\"refs\": [\"out\"], \"nodes\": []}, \"changes\": []}\\n'))\ndef f(): sys.exit(0)"), // prettier-ignore
  pythonTop("ends before it is asked", "import os\nos._exit(0)"),
  javascript("speaks for the judge, in JavaScript", 'const fs = require("fs"); for (let fd = 3; fd < 9; fd++) for (const kind of ["ready", "passed", "done"]) try { fs.writeSync(fd, JSON.stringify({ kind, test: 0 }) + "\\n"); } catch {} process.exit(0);'), // prettier-ignore
  javascript("patches assert, in JavaScript", 'const a = require("assert"); a.strictEqual = () => {}; a.deepStrictEqual = () => {}; Object.is = () => true; function f() { return "x"; }'), // prettier-ignore
  javascript("patches promises, in JavaScript", 'Promise.prototype.then = (a) => a?.(); JSON.stringify = () => \'"out"\'; function f() { return "x"; }'), // prettier-ignore
  javascript("answers with a proxy, in JavaScript", "function f() { return new Proxy({}, { get: () => 1, ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }); }", "assert.deepStrictEqual(f(), { a: 1 })"), // prettier-ignore
  javascript("says itself that it is the one, in JavaScript", "const f = () => ({ equals: () => true });", "assert(f().equals(5))"), // prettier-ignore
  javascript("is 4 billion long, in JavaScript", "const f = () => new Array(4294967295);", "let s = 0; for (const x of f()) s++; assert.strictEqual(s, 3)"), // prettier-ignore
  javascript("never settles, in JavaScript", "const f = () => new Promise(() => {});", "assert.strictEqual(await f(), 'out')"), // prettier-ignore
  javascript("poisons every object, in JavaScript", 'Object.prototype.toString = () => "out"; Object.prototype.toJSON = () => "out"; function f() { return "x"; }'), // prettier-ignore
];

const names = ["assert", "fs", "tests", "reason", "program", "vm", "judge", "tell", "request", "module2", "codec"];

/** Right ones whose own names might be the sandbox's, or that answer with what is the library's: they stay right. */
export const rightOnes: readonly TriedProgram[] = [
  { ...pythonTop("raises the library's own error", "import json\ndef f(): json.loads('{')", "import json\ntry:\n    f()\n    assert False\nexcept json.JSONDecodeError as error:\n    assert 'property' in str(error)"), isRight: true }, // prettier-ignore
  { ...pythonTop("answers with the library's function", "import math\ndef f(): return math.sqrt", "import math\nassert f() == math.sqrt and f()(16) == 4"), isRight: true }, // prettier-ignore
  { ...pythonTop("imports what the tests use", "from copy import deepcopy\ndef f(a): a.append(1); return a", "a = [2]\nb = deepcopy(a)\nassert f(a) == b + [1]"), isRight: true }, // prettier-ignore
  { ...pythonTop("answers with a dict that has defaults", "from collections import defaultdict\ndef f(): return defaultdict(list)", "d = f()\nd['a'].append(1)\nassert d == {'a': [1]}"), isRight: true }, // prettier-ignore
  ...names.map((name) => ({ ...javascript(`declares ${name}, in JavaScript`, `const ${name} = 1; function f() { return "out"; }`), isRight: true })), // prettier-ignore
  ...names.map((name) => ({ ...pythonTop(`declares ${name}`, `${name === "assert" ? "assert_" : name} = 1\ndef f(): return 'out'`), isRight: true })), // prettier-ignore
];
