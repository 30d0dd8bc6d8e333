import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "../../../src/mdp/index.ts";
import { Tally, type Fault } from "../fault.ts";
import { rise, smallRun } from "../support/rise-runs.ts";
import { workFolder } from "../support/runs.ts";

/** How a trained model's folder may be damaged. */
const damages = [
  "a bit of the weights",
  "a bit of the weights, and no sums",
  "another model's weights, and no sums",
] as const;

/** A run's trained weights are others: whoever opens, exports or verifies them says so, with their sums or by the digest that the run knows (I12). */
export const fault: Fault = {
  name: "trained weights damaged, with and without their sums",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("weights");
    const [whole, dir, out] = [join(root, "whole"), join(root, "run"), join(root, "out")];
    const good = await rise([...smallRun(root, 2), whole]);
    if (good.status !== 0) tally.record("none", [good.stderr.slice(-300)]);
    const rng = createRng(4);
    for (const damage of good.status === 0 ? damages.slice(full ? 0 : 1) : []) {
      rmSync(dir, { recursive: true, force: true });
      cpSync(whole, dir, { recursive: true });
      const folder = join(dir, "iteration-2/model");
      const file = join(folder, "model.safetensors");
      const bytes = readFileSync(file);
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      const at = start + rng.below(bytes.length - start);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.below(4));
      if (damage.startsWith("a bit")) writeFileSync(file, bytes);
      else cpSync(join(dir, "iteration-1/model/model.safetensors"), file);
      if (damage.endsWith("no sums")) rmSync(join(folder, "SHA256SUMS"));
      const verbs = [
        ["log", "verify", dir],
        ["export", dir, "--out", out],
        ["generate", "--model", folder, "--prompt", "hi", "--max-tokens", "2", "--json"],
        [
          "eval",
          "--model",
          folder,
          "--task",
          "word-problems",
          "--limit",
          "2",
          "--turns",
          "1",
          "--seeds",
          "1",
          "--json",
        ],
        ["logprobs", "--model", folder, "--input", join(root, "rows.jsonl"), "--json"],
      ];
      writeFileSync(join(root, "rows.jsonl"), '{"tokens":[5,6,7]}\n');
      for (const verb of full ? verbs : verbs.slice(0, 3)) {
        rmSync(out, { recursive: true, force: true });
        const { status, stdout, stderr } = await rise(verb);
        const said = `${stdout}${stderr}`;
        const isTold = status === 1 && /model\.safetensors|must hold the weights|weights are others/.test(said);
        tally.record(`${damage}: ${verb[0]} ${verb[1]}`, isTold ? [] : [`exit ${status}: ${said.slice(-200)}`]);
      }
    }
    return tally.result();
  },
};
