import { readdirSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { requireWritable } from "../../disk/index.ts";
import { copyAdapter, parameterCount, storedTypeOf, type Engine } from "../../engine/index.ts";
import { ConfigError, withOpen, type ModelNote } from "../../mdp/index.ts";
import { modelFolder } from "../../policies/index.ts";
import { isRunDirectory, modelNoteFile, modelNoteText, readModelNote } from "../../store/index.ts";
import { exportCard } from "../export/export-card.ts";
import { findSource, type ExportSource } from "../export/export-source.ts";
import type { ExportForm, exportTypes } from "../export/forms.ts";
import { requireNewFolder } from "../files/new-folder.ts";
import type { OpenEngine } from "../models.ts";
import { packageVersion } from "../package-version.ts";
import { requireWeights } from "../recorded-weights.ts";
import type { VerbContext } from "../verb-context.ts";

/** Options of `rise export`. */
export interface ExportOptions {
  /** A run's folder, whose last trained model is meant, or a model's or an adapter's. */
  readonly source: string;
  /** A whole model (an adapter is merged into its base), a PEFT adapter, or an ONNX decoder. */
  readonly as: ExportForm;
  /** The folder to write; default: `export-FORM` in the run's folder, or the folder's name with `-FORM`. */
  readonly out?: string;
  /** The type of a whole model's weights: bf16 and f16 take half the disk and round them. Default: its base's. */
  readonly dtype?: ExportType;
  /** Most bytes of one file of a whole model's weights. Default 5 GB. */
  readonly maxShardBytes?: number;
  readonly openEngine: OpenEngine;
}

/** A number type of a whole model's weights. */
type ExportType = (typeof exportTypes)[number];

/** An export that was written. */
export interface Exported {
  readonly out: string;
  readonly as: ExportForm;
  /** The folder that was exported. */
  readonly from: string;
  /** Names of the files in `out`, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes a trained model in a form that others load, with a card that says what it is. Atomic: the folder is there whole, or not.
 *
 * @throws ConfigError if the source is none, an adapter is asked of a whole model, or `out` holds something already
 */
export async function exportModel(options: ExportOptions, context: VerbContext = {}): Promise<Exported> {
  const { source: name, as, openEngine } = options;
  const source = findSource(name);
  const out = options.out ?? (isRunDirectory(name) ? join(name, `export-${as}`) : `${name.replace(/\/+$/, "")}-${as}`);
  requireNewFolder(out);
  requireWritable(out);
  if (as === "adapter" && !source.isAdapter) {
    throw new ConfigError(
      `${source.folder} must hold an adapter to be exported as one, got a whole model; export --as model, or train with train.lora`,
    );
  }
  context.note?.(`exporting ${source.folder} as ${as}`);
  await withOpen(openEngine(source.folder, context), (engine) => write(engine, source, options, out));
  return { out, as, from: source.folder, files: filesOf(out) };
}

async function write(engine: Engine, source: ExportSource, options: ExportOptions, out: string): Promise<void> {
  await requireRecorded(engine, source);
  const { config } = engine;
  const { as, dtype, maxShardBytes } = options;
  const title = basename(resolve(out));
  const card = { title, form: as, source, out: title, parameters: parameterCount(config), version: packageVersion() };
  const trained = readModelNote(source.folder);
  const notes = new Map([["README.md", exportCard(card)], ...(trained ? [noteEntry(trained)] : [])]);
  const storedType = dtype === undefined ? baseType(source) : storedTypes[dtype];
  const stored = { storedType, ...(maxShardBytes === undefined ? {} : { maxShardBytes }) } as const;
  if (as === "model") await engine.saveWeights(out, { notes, ...stored, rereads: true, sums: false });
  else if (as === "onnx") await engine.saveOnnx(out, notes);
  else copyAdapter(source.folder, out, notes);
}

const storedTypes = { f32: "F32", bf16: "BF16", f16: "F16" } as const;

/** A model keeps the type of the one that it was trained from: twice the bytes would hold nothing more that a base had. */
const baseType = ({ base, folder }: ExportSource): (typeof storedTypes)[ExportType] =>
  (base === undefined ? undefined : storedTypeOf(modelFolder(base))) ?? storedTypeOf(folder) ?? "F32";

/** A card with a run's accuracy must not lie on other weights than those that had it. */
async function requireRecorded(engine: Engine, { folder, made }: ExportSource): Promise<void> {
  if (made?.digest !== undefined) requireWeights(folder, await engine.digest(), made.digest);
}

/** The facts that `rise eval` needs of the exported model as of the trained one. */
const noteEntry = (note: ModelNote): [string, string] => [modelNoteFile, modelNoteText(note)];

function filesOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.map((file) => relative(folder, file)).toSorted();
}
