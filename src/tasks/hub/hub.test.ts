import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPython } from "../../../test/python.ts";
import { openTask } from "../open-task.ts";
import { taskSchema } from "../task-schema.ts";
import { createHub } from "./hub.ts";
import { pull, type Pull } from "./pull.ts";
import type { HubClient } from "./request.ts";
import { createRng } from "../../mdp/index.ts";
import { hubSettings } from "../../hub-cache/index.ts";
import { type FakeHub, startFakeHub } from "./testing/fake-hub.ts";

const repository = "openai/gsm8k";
const large = randomBytes(1_000_000);
const rows = (questions: readonly string[]): Buffer =>
  Buffer.from(questions.map((question) => `${JSON.stringify({ question, answer: "#### 1" })}\n`).join(""));
const files = {
  "README.md": { content: Buffer.from("# GSM8K\n"), isLarge: false },
  "main/train-00000-of-00002.jsonl": { content: rows(["a?", "b?"]), isLarge: false },
  "main/train-00001-of-00002.jsonl": { content: rows(["c?"]), isLarge: false },
  "main/test-00000-of-00001.jsonl": { content: rows(["d?"]), isLarge: true },
  "large.bin": { content: large, isLarge: true },
} as const;

const folder = mkdtempSync(join(tmpdir(), "rise-hub-"));
afterAll(() => rmSync(folder, { recursive: true }));

let hub: FakeHub;
let client: HubClient;
let cacheNumber = 0;
beforeEach(async () => {
  hub = await startFakeHub(repository, files);
  client = clientOf(hub);
});
afterEach(() => hub.close());

function clientOf({ endpoint }: FakeHub, changes: Partial<HubClient["settings"]> = {}): HubClient {
  const cacheFolder = join(folder, String(++cacheNumber));
  return {
    settings: { endpoint, cacheFolder, isOffline: false, ...changes },
    firstWaitMs: 1,
    rng: createRng(1),
    silenceMs: 5000,
  };
}

const wanted = (glob: string): Pull => ({ kind: "dataset", name: repository, revision: "main", files: glob });
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const cached = (name: string): string => join(client.settings.cacheFolder, "datasets--openai--gsm8k", name);
const largeBlob = (): string => cached(`blobs/${sha256(large)}`);
const fileRequests = (): readonly string[] => hub.requests.filter((line) => /resolve|cdn/.test(line));

test("a pull leaves Python's layout: blobs by hash, snapshots that link to them, the branch's commit", async () => {
  const { files: pulled, folder } = await pull(client, wanted("main/train-*.jsonl"));
  expect(pulled.map(({ label }) => label)).toEqual([
    "openai/gsm8k main/train-00000-of-00002.jsonl",
    "openai/gsm8k main/train-00001-of-00002.jsonl",
  ]);
  expect(pulled.map(({ path }) => readFileSync(path, "utf8"))).toEqual([rows(["a?", "b?"]), rows(["c?"])].map(String));
  expect(readFileSync(cached("refs/main"), "utf8")).toBe(hub.commit);
  expect(folder).toBe(cached(`snapshots/${hub.commit}`));
  const link = readlinkSync(join(folder, "main/train-00001-of-00002.jsonl"));
  expect(link).toMatch(/^\.\.\/\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
  expect(readdirSync(cached("blobs"))).toHaveLength(2);
});

test("what was pulled once is used without the network; another glob asks again", async () => {
  await pull(client, wanted("main/train-*.jsonl"));
  const { length } = hub.requests;
  await pull(client, wanted("main/train-*.jsonl"));
  expect(hub.requests).toHaveLength(length);
  await pull(client, wanted("main/test-*.jsonl"));
  expect(hub.requests.length).toBeGreaterThan(length);
});

test("offline what is in the cache is used and what is not is an error that says so", async () => {
  await pull(client, wanted("main/test-*.jsonl"));
  const offline = { ...client, settings: { ...client.settings, isOffline: true } };
  expect((await pull(offline, wanted("main/test-*.jsonl"))).files).toHaveLength(1);
  await expect(pull(offline, wanted("main/train-*.jsonl"))).rejects.toThrow("HF_HUB_OFFLINE forbids the network");
});

describe("a download that goes wrong", () => {
  test("is taken up again where it was cut off, as often as it makes headway", async () => {
    Object.assign(hub.faults, { truncateAt: 300_000 });
    await pull(client, wanted("large.bin"));
    expect(readFileSync(largeBlob()).equals(large)).toBe(true);
    const starts = hub.requests
      .filter((line) => line.includes("/cdn/"))
      .map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1] ?? 0));
    expect(starts.length).toBeGreaterThanOrEqual(4); // 300,000 bytes at a time at most
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b)); // never back
  });

  test("ends after some tries without headway, and what arrived is kept for the next", async () => {
    Object.assign(hub.faults, { stopAt: 300_000 });
    await expect(pull(client, wanted("large.bin"))).rejects.toThrow(/large\.bin stops after \d{5,6} of 1000000 bytes/);
    expect(existsSync(largeBlob())).toBe(false);
    const { size } = statSync(`${largeBlob()}.rise.incomplete`);
    hub.faults.stopAt = Infinity;
    await pull(client, wanted("large.bin"));
    expect(hub.requests.at(-1)).toContain(`bytes=${size}-`);
    expect(readFileSync(largeBlob()).equals(large)).toBe(true);
  });

  test("with wrong bytes is thrown away and fetched once more", async () => {
    Object.assign(hub.faults, { corrupt: true, times: 1 });
    await pull(client, wanted("large.bin"));
    expect(readFileSync(largeBlob()).equals(large)).toBe(true);
  });

  test("with wrong bytes twice is an error, and nothing of it is in the cache", async () => {
    Object.assign(hub.faults, { corrupt: true });
    await expect(pull(client, wanted("large.bin"))).rejects.toThrow("arrived twice with another hash");
    expect(readdirSync(cached("blobs"))).toEqual([]);
    expect(existsSync(cached("refs/main"))).toBe(false);
  });

  test("from a server that answers a range with the whole is begun again", async () => {
    Object.assign(hub.faults, { truncateAt: 400_000, times: 1 });
    hub.faults.ignoreRange = true;
    await pull(client, wanted("large.bin"));
    expect(readFileSync(largeBlob()).equals(large)).toBe(true);
  });

  test("because the server is busy is asked for again", async () => {
    Object.assign(hub.faults, { status: 503, times: 3 });
    await pull(client, wanted("large.bin"));
    expect(fileRequests().length).toBeGreaterThan(3);
  });

  test("by a server that knows no ranges, now a byte sooner, now a byte later, is given up", async () => {
    Object.assign(hub.faults, { truncateAt: 1000, ignoreRange: true, wavering: true });
    await expect(pull(client, wanted("large.bin"))).rejects.toThrow(/stops after 100[01] of 1000000 bytes/);
  });

  test("because the server falls silent is taken up again", async () => {
    Object.assign(hub.faults, { slowMs: 1500, times: 1 });
    await pull({ ...client, silenceMs: 300 }, wanted("large.bin"));
    expect(readFileSync(largeBlob()).equals(large)).toBe(true);
  });
});

test("a download that was killed midway is taken up by the next process, byte for byte", async () => {
  Object.assign(hub.faults, { slowMs: 100 }); // 1.6 s in all
  const script = `
    import { pull } from ${JSON.stringify(join(import.meta.dirname, "pull.ts"))};
    const client = ${JSON.stringify(client)};
    await pull({ ...client, rng: { next: Math.random } }, ${JSON.stringify(wanted("large.bin"))});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
  const partial = `${largeBlob()}.rise.incomplete`;
  while (!existsSync(partial) || statSync(partial).size < 200_000)
    await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await once(child, "exit");
  const { size } = statSync(partial);
  expect([size > 0, size < large.length, existsSync(largeBlob())]).toEqual([true, true, false]);
  Object.assign(hub.faults, { slowMs: 0 });
  await pull(client, wanted("large.bin"));
  expect(hub.requests.at(-1)).toContain(`bytes=${size}-`);
  expect(readFileSync(largeBlob()).equals(large)).toBe(true);
});

test("two pulls of one file at once download it once", async () => {
  Object.assign(hub.faults, { slowMs: 10 });
  await Promise.all([pull(client, wanted("large.bin")), pull(client, wanted("large.bin"))]);
  expect(hub.requests.filter((line) => line.includes("/cdn/"))).toHaveLength(1);
});

test.each([
  ["endless", "could not be read: it is longer than 33554432 bytes"],
  ["silent", "could not be read: it fell silent"],
  ["circular", "the list of files of openai/gsm8k does not come to an end after 2 files"],
] as const)("a hub whose answers are %s is given up with its reason", async (api, message) => {
  hub.faults.api = api;
  await expect(pull({ ...client, silenceMs: 500 }, wanted("*"))).rejects.toThrow(message);
});

test("an interrupt ends the wait for the hub's answer", async () => {
  hub.faults.api = "silent";
  const stop = new AbortController();
  const pulling = pull(client, wanted("*"), { signal: stop.signal });
  setTimeout(() => stop.abort(new Error("Ctrl-C")), 50);
  await expect(pulling).rejects.toThrow("Ctrl-C");
});

describe("what the hub refuses", () => {
  test("a repository that is not there, a file that is not there, a name that leads elsewhere", async () => {
    const missing = pull(client, { ...wanted("*"), name: "openai/gsm9k" });
    await expect(missing).rejects.toThrow("the hub has no repository openai/gsm9k at main (404); check its name");
    await expect(pull(client, wanted("*.csv"))).rejects.toThrow("has no files *.csv, got README.md, main/train-00000");
    for (const name of ["../../etc", "a/..", "a/b/c", "a b"])
      await expect(pull(client, { ...wanted("*"), name })).rejects.toThrow("repository must read owner/name");
  });

  test("a gated repository: without a token it names HF_TOKEN; the token goes to the hub, not where that redirects", async () => {
    await hub.close();
    hub = await startFakeHub(repository, files, { token: "secret-1" });
    await expect(pull(clientOf(hub), wanted("large.bin"))).rejects.toThrow(
      /refuses .* \(401\); it is private or gated: set HF_TOKEN/,
    );
    const wrong = pull(clientOf(hub, { token: "secret-2" }), wanted("large.bin"));
    await expect(wrong).rejects.toThrow(/^(?!.*secret)/); // no secret in a message
    client = clientOf(hub, { token: "secret-1" });
    await pull(client, wanted("large.bin"));
    expect(readFileSync(largeBlob()).equals(large)).toBe(true);
  });

  test("no server at all is an infrastructure failure that names the cure", async () => {
    await hub.close();
    await expect(pull(client, wanted("*"))).rejects.toMatchObject({
      name: "InfrastructureError",
      message: expect.stringContaining("name a local file"),
    });
    hub = await startFakeHub(repository, files);
  });
});

test("a data set is opened by name: only the split that is asked for is downloaded", async () => {
  await hub.close();
  const parquet = { "main/test-00000-of-00001.parquet": { content: Buffer.from("no parquet"), isLarge: true } };
  hub = await startFakeHub(repository, parquet);
  const opening = openTask(taskSchema.parse({ name: "gsm8k" }), { hub: createHub(clientOf(hub)), splits: ["test"] });
  await expect(opening).rejects.toThrow("openai/gsm8k main/test-00000-of-00001.parquet: not parquet");
  await hub.close();
  const test = { "test.jsonl": { content: Buffer.from('{"problem": "1+1?", "answer": "2"}\n'), isLarge: false } };
  hub = await startFakeHub("HuggingFaceH4/MATH-500", test);
  const surroundings = { hub: createHub(clientOf(hub)), splits: ["test"] } as const;
  const task = await openTask(taskSchema.parse({ name: "math500" }), surroundings);
  expect(task.problems("test")).toEqual([{ id: "math500-test-1", question: "1+1?", answer: "2" }]);
});

test("settings come from the variables that Python reads", () => {
  expect(hubSettings({}, "/home/a")).toEqual({
    endpoint: "https://huggingface.co",
    cacheFolder: "/home/a/.cache/huggingface/hub",
    isOffline: false,
  });
  expect(hubSettings({ XDG_CACHE_HOME: "/x", HF_ENDPOINT: "http://mirror/" }, "/h")).toMatchObject({
    endpoint: "http://mirror",
    cacheFolder: "/x/huggingface/hub",
  });
  const all = { HF_HOME: "/hf", XDG_CACHE_HOME: "/x", HF_TOKEN: "t", HF_HUB_OFFLINE: "1" };
  expect(hubSettings(all, "/h")).toMatchObject({ cacheFolder: "/hf/hub", token: "t", isOffline: true });
  expect(hubSettings({ ...all, HF_HUB_CACHE: "/c" }, "/h").cacheFolder).toBe("/c");
});

const python = findPython("huggingface_hub");

describe.skipIf(python.command === undefined)(`one cache for both ${python.note}`, () => {
  /** Python's own download of a file, on a thread of its own: the fake hub answers from this one. */
  async function pythonPath(file: string, env: Readonly<Record<string, string>>): Promise<string> {
    const script = `from huggingface_hub import hf_hub_download; import sys
print(hf_hub_download("${repository}", sys.argv[1], repo_type="dataset"))`;
    const variables = { ...process.env, HF_HUB_CACHE: client.settings.cacheFolder, HF_HUB_DISABLE_XET: "1", ...env };
    const child = spawn(python.command ?? "", ["-c", script, file], { env: variables });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(err);
    return out.trim();
  }

  test("Python finds offline what was pulled here", async () => {
    const { files } = await pull(client, wanted("main/test-*.jsonl"));
    const path = await pythonPath("main/test-00000-of-00001.jsonl", { HF_HUB_OFFLINE: "1" });
    expect(path).toBe(files[0]?.path);
  });

  test("what Python downloaded is found here without the network", async () => {
    const path = await pythonPath("main/test-00000-of-00001.jsonl", { HF_ENDPOINT: hub.endpoint });
    const offline = { ...client, settings: { ...client.settings, isOffline: true } };
    expect((await pull(offline, wanted("main/test-*.jsonl"))).files[0]?.path).toBe(path);
  });
});
