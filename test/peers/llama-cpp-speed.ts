import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What this program is asked, as JSON in its one argument; it prints `LlamaCppSpeed[]`. */
export interface LlamaCppRequest {
  /** A folder in which node-llama-cpp was installed. */
  readonly installation: string;
  readonly modelPath: string;
  readonly threads: number;
  readonly vocabSize: number;
  readonly promptTokens: number;
  readonly newTokens: number;
  readonly batches: readonly number[];
}

/** What was measured of llama.cpp. */
export interface LlamaCppSpeed {
  readonly batch: number;
  readonly tokensPerSec: number;
}

/** The part of node-llama-cpp that is used here; it is no dependency of ours. */
interface NodeLlamaCpp {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<Model> }>;
}
interface Model {
  createContext(options: object): Promise<{ getSequence(): Sequence; dispose(): Promise<void> }>;
}
interface Sequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>;
}

const repeats = 2;
/** Ids before it are special or single bytes. */
const firstWord = 259;

const request = JSON.parse(process.argv[2] ?? "") as LlamaCppRequest; // as bench-peers writes it
console.log(JSON.stringify(await measure(request)));
process.exit(0); // llama.cpp's threads would go on

async function measure({ installation, modelPath, threads, ...rest }: LlamaCppRequest): Promise<LlamaCppSpeed[]> {
  const file = join(installation, "node_modules/node-llama-cpp/dist/index.js");
  const { getLlama } = (await import(pathToFileURL(file).href)) as NodeLlamaCpp;
  const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: threads });
  const model = await llama.loadModel({ modelPath });
  const speeds: LlamaCppSpeed[] = [];
  for (const batch of rest.batches) {
    const contextSize = rest.promptTokens + rest.newTokens + 8;
    const exactly = { ideal: threads, min: threads };
    const context = await model.createContext({ sequences: batch, contextSize, threads: exactly, batchSize: 512 });
    const sequences = Array.from({ length: batch }, () => context.getSequence());
    let tokensPerSec = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const start = performance.now();
      const counts = await Promise.all(sequences.map((sequence, i) => generate(sequence, i, rest)));
      const tokens = counts.reduce((sum, count) => sum + count, 0);
      tokensPerSec = Math.max(tokensPerSec, (1000 * tokens) / (performance.now() - start));
    }
    speeds.push({ batch, tokensPerSec });
    await context.dispose();
  }
  return speeds;
}

/** Greedy, the cheapest way to choose a token; llama.cpp joins the sequences to batches. */
async function generate(
  sequence: Sequence,
  index: number,
  { vocabSize, promptTokens, newTokens }: Pick<LlamaCppRequest, "vocabSize" | "promptTokens" | "newTokens">,
): Promise<number> {
  await sequence.clearHistory();
  const prompt = Array.from(
    { length: promptTokens },
    (_, i) => firstWord + ((index + 7 * i) % (vocabSize - firstWord)),
  );
  let count = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    count += 1;
    if (count === newTokens) break;
  }
  return count;
}
