import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { benchShapes, type BenchShape } from "../../src/cli/bench/shapes.ts";
import { formatTable } from "../../src/cli/text/table.ts";
import { bench } from "../../src/cli/verbs/bench.ts";
import { findPython } from "../python.ts";

/** What peer.py measures of a shape. */
interface PeerSpeed {
  readonly train: { readonly tokensPerSec: number };
  readonly decode: readonly { readonly batch: number; readonly tokensPerSec: number }[];
}

// usage: npm run bench:peers [-- SHAPE...]; RISE_PYTHON names a Python with torch and transformers
const python = findPython("torch", "transformers");
const names = process.argv.length > 2 ? process.argv.slice(2) : ["5M"];
const threads = Number(process.env["RISE_THREADS"] ?? availableParallelism());
if (python.command === undefined) {
  console.log(`bench:peers compares with PyTorch and transformers ${python.note}`);
} else {
  console.log(await table(python.command));
}

/** Our speed, the peer's and their ratio, shape by shape; all measured in this one run. */
async function table(command: string): Promise<string> {
  const rows = [["", "rise, tokens/s", "peer, tokens/s", "ratio"]];
  for (const name of names) {
    const shape = benchShapes.find((one) => one.name === name);
    if (shape === undefined)
      throw new Error(`no shape is named ${name}; one of: ${benchShapes.map((one) => one.name).join(", ")}`);
    const [ours] = (await bench({ shapes: [name], threads })).shapes;
    if (ours === undefined) throw new Error("bench measured nothing");
    const peer = peerSpeed(command, shape);
    rows.push(row(`${name} train step, PyTorch f32`, ours.train.tokensPerSec, peer.train.tokensPerSec));
    for (const { batch, tokensPerSec } of ours.decode) {
      const other = peer.decode.find((one) => one.batch === batch);
      rows.push(row(`${name} decode ${batch}, generate`, tokensPerSec, other?.tokensPerSec ?? Number.NaN));
    }
    console.error(`${name}: ${(100 * ours.train.shareOfPeak).toFixed(0)}% of the matrix products' peak in training`);
  }
  return formatTable(rows);
}

function row(label: string, ours: number, peer: number): string[] {
  return [label, ours.toFixed(0), peer.toFixed(0), `${(ours / peer).toFixed(2)}x`];
}

function peerSpeed(command: string, { name, config, train, decode }: BenchShape): PeerSpeed {
  const request = {
    threads,
    shapes: [
      {
        name,
        config: {
          hidden_size: config.hiddenSize,
          num_hidden_layers: config.layers,
          num_attention_heads: config.heads,
          num_key_value_heads: config.kvHeads,
          head_dim: config.headDim,
          intermediate_size: config.intermediateSize,
          vocab_size: config.vocabSize,
          max_position_embeddings: config.maxPositions,
          tie_word_embeddings: config.tieEmbeddings,
        },
        train: { rows: train.rows, tokens: train.tokensPerRow },
        decode,
      },
    ],
  };
  const script = join(import.meta.dirname, "peer.py");
  const { status, stdout, stderr } = spawnSync(command, [script, JSON.stringify(request)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the peer failed: ${stderr}`);
  const [speed] = (JSON.parse(stdout) as { readonly shapes: readonly PeerSpeed[] }).shapes; // peer.py prints it so
  if (speed === undefined) throw new Error("the peer measured nothing");
  return speed;
}
