import { existsSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parameterCount, readCheckpoint } from "../../engine/index.ts";
import { ConfigError } from "../../mdp/index.ts";
import { loadConfig } from "../config/load-config.ts";
import { typed } from "../text/typed.ts";
import { requireWritable, writeFileWhole } from "../../disk/index.ts";
import type { OpenModels } from "../models.ts";
import { modelCard, pretrain, pretrainSchema, type PretrainRecord } from "../pretrain/index.ts";
import type { VerbContext } from "../verb-context.ts";

/** Options of `rise pretrain`. */
export interface PretrainOptions {
  /** A YAML file. */
  readonly config: string;
  /** Assignments such as "train.epochs=1", in order. */
  readonly set?: readonly string[];
  /** The model's folder to write. */
  readonly out: string;
  readonly openModels: OpenModels;
}

/**
 * Trains a small model from nothing, or further, and writes its folder with a model card. Interrupted, the same call goes on.
 *
 * @throws ConfigError if the config cannot be used, or the folder exists
 */
export async function pretrainModel(options: PretrainOptions, context: VerbContext = {}): Promise<PretrainRecord> {
  const { config: file, set = [], out } = options;
  const config = loadConfig(pretrainSchema, file, set);
  if (existsSync(out)) throw new ConfigError(`${out} exists already; delete it to train again, or give another --out`);
  requireWritable(out);
  const work = `${resolve(out)}.work`;
  const { note, signal } = context;
  const models = await options.openModels({ model: out }, { ...(note && { note }), ...(signal && { signal }) });
  const record = await pretrain({ config, out, work, models }, context);
  const parameters = parameterCount(readCheckpoint(out).config);
  const command = typed("pretrain", file, ...set.flatMap((one) => ["--set", one]), "--out", out);
  const title = `rise ${basename(out)}`;
  writeFileWhole(join(out, "README.md"), modelCard({ title, config, record, parameters, command }));
  rmSync(work, { recursive: true, force: true });
  return record;
}
