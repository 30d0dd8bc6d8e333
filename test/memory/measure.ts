/** A process of one measurement: takes a case as JSON, and says the most memory that it held, in bytes. */
import { Engine } from "../../src/engine/index.ts";
import { adapterOf, shapes, type MemoryCase } from "./cases.ts";

const wanted = JSON.parse(process.argv[2] ?? "") as MemoryCase; // by bench-memory.ts
const folder = process.argv[3];
const config = shapes[wanted.shape];

async function openEngine(): Promise<Engine> {
  const checkpointing = wanted.work === "train" && wanted.checkpointing;
  const options = { threads: wanted.threads, checkpointing };
  if (wanted.work !== "train" || wanted.loraRank === undefined) {
    return Engine.open({ config, companions: new Map(), seed: 1 }, options);
  }
  return Engine.open(folder ?? "", { ...options, lora: adapterOf(wanted.loraRank) });
}

async function work(engine: Engine): Promise<void> {
  const { vocabSize } = config;
  if (wanted.work === "sample") {
    const { samples, promptTokens: length, newTokens } = wanted;
    const settings = { n: 1, maxTokens: newTokens, temperature: 1, topP: 1, stopIds: [], seed: 1 };
    const start = (k: number): number[] => [k % vocabSize, Math.floor(k / vocabSize)]; // all prompts differ
    const prompt = (k: number): number[] => [
      ...start(k),
      ...Array.from({ length: length - 2 }, (_, i) => (k + i) % vocabSize),
    ];
    await Promise.all(
      Array.from({ length: samples }, (_, k) => engine.sample({ ...settings, promptTokens: prompt(k) })),
    );
    return;
  }
  const rows = Array.from({ length: wanted.rows }, (_, r) => {
    const tokens = Array.from({ length: wanted.rowTokens + 1 }, (_, i) => (r * 31 + i * (i + 7)) % vocabSize);
    tokens[0] = r; // different beginnings: nothing is merged
    return { id: `${r}`, tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 1)) };
  });
  for (let step = 0; step < 3; step++) {
    await engine.forwardBackward(rows);
    await engine.optimStep({ learningRate: 1e-5 });
  }
}

const engine = await openEngine();
await work(engine);
console.log(1024 * process.resourceUsage().maxRSS);
process.exit(0);
