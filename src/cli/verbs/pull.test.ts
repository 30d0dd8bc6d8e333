import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startRise } from "../../../test/cli/rise.ts";
import { writeSmallModel } from "../../../test/small-model.ts";
import { openFolder, readCheckpoint } from "../../engine/index.ts";
import { modelFolder } from "../../policies/index.ts";
import { type FakeHub, startFakeHub } from "../../tasks/hub/testing/fake-hub.ts";
import { pullName } from "./pull.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-pull-"));
let hub: FakeHub | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a data set's name brings the files of all its splits, and progress tells the bytes", async () => {
  const parquet = (text: string) => ({ content: Buffer.from(text), isLarge: true });
  hub = await startFakeHub("openai/gsm8k", {
    "main/train-00000-of-00001.parquet": parquet("train"),
    "main/test-00000-of-00001.parquet": parquet("test"),
    "socratic/test-00000-of-00001.parquet": parquet("another"),
  });
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HUB_CACHE", folder);
  const events: string[] = [];
  const pulled = await pullName(
    { name: "gsm8k" },
    { onProgress: ({ stage, done, total, unit }) => events.push(`${stage} ${done}/${total} ${unit}`) },
  );
  const files = pulled.flatMap(({ files }) => files.map(({ path }) => readFileSync(path, "utf8")));
  expect(files.toSorted()).toEqual(["test", "train"]);
  expect([...new Set(events)]).toEqual([
    "download openai/gsm8k 0/5 bytes",
    "download openai/gsm8k 5/5 bytes",
    "download openai/gsm8k 0/4 bytes",
    "download openai/gsm8k 4/4 bytes",
  ]);
});

describe("a model", () => {
  const name = "owner/small";
  const local = join(folder, "small");
  beforeEach(() => writeSmallModel(local, 1, { maxShardBytes: 40_000 }));

  /** The hub has the model's own files and what belongs to other programs. */
  const serve = async (leftOut = /^$/): Promise<FakeHub> => {
    const own = readdirSync(local).filter((file) => !leftOut.test(file));
    const files = own.map((file) => {
      const content = readFileSync(join(local, file));
      return [file, { content, isLarge: file.endsWith(".safetensors") }] as const;
    });
    const foreign = { content: Buffer.from("pickle"), isLarge: true };
    const others = { "pytorch_model.bin": foreign, "consolidated.safetensors": foreign, "onnx/model.onnx": foreign };
    hub = await startFakeHub(name, { ...Object.fromEntries(files), ...others }, { kind: "model" });
    vi.stubEnv("HF_ENDPOINT", hub.endpoint);
    vi.stubEnv("HF_HUB_CACHE", join(folder, "cache"));
    return hub;
  };

  test("is pulled with all its shards and texts and nothing else, and opened by its name", async () => {
    expect(() => openFolder(modelFolder(name))).toThrow("must be downloaded first: npx rise-lm pull owner/small");
    await serve();
    const [pulled] = await pullName({ name });
    expect(pulled?.files.map(({ label }) => label.replace(`${name} `, ""))).toEqual(readdirSync(local).toSorted());
    expect(modelFolder(name)).toBe(pulled?.folder);
    expect([...readCheckpoint(modelFolder(name)).weights]).toEqual([...readCheckpoint(local).weights]);
  });

  test("of which a shard in the cache is cut short is pulled again; damaged at the same length, under --verify", async () => {
    const { requests } = await serve();
    const [pulled] = await pullName({ name });
    const shard = join(pulled?.folder ?? "", "model-00001-of-00003.safetensors");
    const whole = readFileSync(shard);
    for (const [damaged, verifies] of [[whole.subarray(1), false], [Buffer.alloc(whole.length), true]] as const) {
      writeFileSync(shard, damaged);
      const before = requests.length;
      await pullName({ name, verifies });
      expect(readFileSync(shard).equals(whole)).toBe(true);
      expect(requests.slice(before).filter((line) => line.includes("cdn"))).toHaveLength(1); // that file alone
    }
  }); // prettier-ignore

  test("killed in the middle of a shard goes on there, and its progress with it", async () => {
    const { faults, requests } = await serve();
    Object.assign(faults, { stopAt: 20_000 }); // the texts before the shards are shorter
    const pulling = startRise(["pull", name], {
      HF_ENDPOINT: hub?.endpoint ?? "",
      HF_HUB_CACHE: join(folder, "cache"),
    });
    const blobs = join(folder, "cache", "models--owner--small", "blobs");
    const partial = (): string | undefined =>
      existsSync(blobs)
        ? readdirSync(blobs).find((file) => file.endsWith(".incomplete") && statSync(join(blobs, file)).size === 20_000)
        : undefined;
    while (partial() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    pulling.process.kill("SIGKILL");
    await pulling.finished;
    const { size } = statSync(join(blobs, partial() ?? ""));
    faults.stopAt = Infinity;
    let [first, last] = [-1, -1];
    await pullName({ name }, { onProgress: ({ done }) => ([first, last] = [first < 0 ? done : first, done]) });
    expect(requests.some((line) => line.endsWith(`bytes=${size}-`))).toBe(true);
    const bytes = readdirSync(local).reduce((sum, file) => sum + statSync(join(local, file)).size, 0);
    expect([first >= 0, last]).toEqual([true, bytes]);
    expect([...readCheckpoint(modelFolder(name)).weights]).toEqual([...readCheckpoint(local).weights]);
  }, 30_000);

  test("without safetensors is refused with the cure, and no pickle is downloaded", async () => {
    const { requests } = await serve(/safetensors/);
    await expect(pullName({ name })).rejects.toThrow(
      /owner\/small must hold its weights as model\.safetensors.*never downloaded/,
    );
    expect(requests.filter((line) => /pytorch_model|cdn/.test(line))).toEqual([]);
  });
});
