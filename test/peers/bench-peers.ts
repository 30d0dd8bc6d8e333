import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { benchShapes, type BenchShape } from "../../src/cli/bench/shapes.ts";
import { formatTable } from "../../src/cli/text/table.ts";
import type { BenchResult } from "../../src/cli/verbs/bench.ts";
import { findPython } from "../python.ts";
import { measureRecipe, type Time } from "./rise-recipe.ts";
import { llamaCppSpeeds, output, transformersConfig, whyNoLlamaCpp } from "./llama-cpp.ts";

/** What peer.py measures of a shape. */
interface PeerSpeed {
  readonly train: { readonly tokensPerSec: number; readonly bf16TokensPerSec: number };
  readonly decode: readonly { readonly batch: number; readonly tokensPerSec: number }[];
}

// usage: npm run bench:peers [-- PART...], a part being a shape of rise bench or rise-recipe; RISE_PYTHON names a Python with torch and transformers, RISE_LLAMA_CPP a
// folder with node-llama-cpp
const recipe = "rise-recipe";
const python = findPython("torch", "transformers");
const names = process.argv.length > 2 ? process.argv.slice(2) : ["5M", recipe];
const threads = Number(process.env["RISE_THREADS"] ?? availableParallelism());
if (python.command === undefined) {
  console.log(`bench:peers compares with PyTorch and transformers ${python.note}`);
} else {
  console.log(await table(python.command));
}

/** Our speed, the peer's and their ratio, shape by shape; all measured in this one run. */
async function table(command: string): Promise<string> {
  const rows = [["", "rise, tokens/s", "peer, tokens/s", "ratio"]];
  for (const name of names) rows.push(...(name === recipe ? await recipeRows(command) : shapeRows(command, name)));
  return formatTable(rows);
}

/** One pass over a RISE data set, in its own tokens per second, whatever padding makes of them. */
async function recipeRows(command: string): Promise<string[][]> {
  const { tokens, ours, authors, kinder } = await measureRecipe(command, threads);
  const against = (label: string, peer: Time): string[] => row(label, tokens / ours.seconds, tokens / peer.seconds);
  for (const [what, { cpuSeconds }] of Object.entries({ ours, authors, kinder })) {
    console.error(`${recipe}: ${what} took ${cpuSeconds.toFixed(1)} s of processor time`);
  }
  return [
    against("RISE training, PyTorch f32, one padded row a turn", authors),
    against("RISE training, PyTorch f32, 16 rows padded alike", kinder),
  ];
}

function shapeRows(command: string, name: string): string[][] {
  const rows: string[][] = [];
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) {
    const parts = [...benchShapes.map((one) => one.name), recipe];
    throw new Error(`no part is named ${name}; one of: ${parts.join(", ")}`);
  }
  const ours = ownSpeed(name);
  const peer = peerSpeed(command, shape);
  rows.push(row(`${name} train step, PyTorch f32`, ours.train.tokensPerSec, peer.train.tokensPerSec));
  rows.push(row(`${name} train step, PyTorch bf16 autocast`, ours.train.tokensPerSec, peer.train.bf16TokensPerSec));
  const compare = (what: string, others: PeerSpeed["decode"]): void => {
    for (const { batch, tokensPerSec } of ours.decode) {
      const other = others.find((one) => one.batch === batch);
      rows.push(row(`${name} decode ${batch}, ${what}`, tokensPerSec, other?.tokensPerSec ?? Number.NaN));
    }
  };
  compare("generate", peer.decode);
  const reason = whyNoLlamaCpp(shape);
  if (reason === undefined) compare("llama.cpp f32", llamaCppSpeeds(shape, threads));
  else console.error(`${name}: no comparison with llama.cpp: ${reason}`);
  console.error(`${name}: ${(100 * ours.train.shareOfPeak).toFixed(0)}% of the matrix products' peak in training`);
  return rows;
}

function row(label: string, ours: number, peer: number): string[] {
  return [label, ours.toFixed(0), peer.toFixed(0), `${(ours / peer).toFixed(2)}x`];
}

/** By the command line, as a user runs it. */
function ownSpeed(name: string): BenchResult["shapes"][number] {
  const bin = join(import.meta.dirname, "../../bin/rise.mjs");
  const { status, stdout } = spawnSync(process.execPath, [bin, "bench", "--shape", name, "--json"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RISE_THREADS: String(threads) },
  });
  const [speed] = status === 0 ? (JSON.parse(stdout) as BenchResult).shapes : []; // the verb's contract
  if (speed === undefined) throw new Error(`rise bench ended with exit code ${String(status)}`);
  return speed;
}

function peerSpeed(command: string, { name, config, train, decode }: BenchShape): PeerSpeed {
  const shape = {
    name,
    config: transformersConfig(config),
    train: { rows: train.rows, tokens: train.tokensPerRow },
    decode,
  };
  const printed = output(command, join(import.meta.dirname, "peer.py"), { threads, shapes: [shape] });
  const [speed] = (JSON.parse(printed) as { readonly shapes: readonly PeerSpeed[] }).shapes; // peer.py prints it so
  if (speed === undefined) throw new Error("the peer measured nothing");
  return speed;
}
