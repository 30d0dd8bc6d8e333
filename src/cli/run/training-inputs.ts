import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { telling, writeFileWhole } from "../../disk/index.ts";
import { ConfigError } from "../../mdp/index.ts";
import { configDifference } from "../../store/index.ts";
import type { TrainingData } from "../files/training-data.ts";
import { changed, filesDifference } from "./inputs-difference.ts";

/** Most rows of a file that are kept one by one. */
const MOST_ROWS = 20_000;

const inputsSchema = z.object({
  /** Of rise-lm. */
  version: z.string(),
  /** The digest of the weights that training starts from; "" where it cannot be told. */
  weights: z.string(),
  /** What the embedded engine computes on; "" of another trainer. */
  device: z.string(),
  /** The starting model's files that say how a chat becomes tokens, as a run keeps them. */
  model: z.record(z.string(), z.string()),
  /** The config's keys that decide what the steps are. */
  settings: z.record(z.string(), z.unknown()),
  data: z.object({
    digest: z.string(),
    /** Absent where there are too many. */
    rows: z
      .array(z.tuple([z.string(), z.string()]).readonly())
      .readonly()
      .optional(),
  }),
});

/** What a training on a file of rows is made from: its state goes on with these, or says what it goes on with instead. */
type TrainingInputs = z.output<typeof inputsSchema>;

const recordSchema = z.object({ inputs: inputsSchema, accepted: z.array(z.string()) });

/** The rows of a training file, by their ids. */
export function dataInputs({ examples, rows }: TrainingData): TrainingInputs["data"] {
  const kept = examples.map((example) => {
    const { id, weight, state, action } = example;
    return [id, digest(JSON.stringify(rows.get(id) ?? [weight, state, action, example.tokens]))] as const;
  });
  return { digest: digest(JSON.stringify(kept)), ...(kept.length > MOST_ROWS ? {} : { rows: kept }) };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Where a training and the record of its inputs lie until it is done. */
interface TrainingPlaces {
  readonly stateFolder: string;
  readonly inputsFile: string;
}

/**
 * Holds a training that goes on from its state to the inputs that it began with (I13), and records those of one that begins.
 *
 * @param accept goes on though version, weights, device or the model's files are others; rows and settings are the plan itself
 * @returns what was accepted in its life, a line each
 * @throws ConfigError with what differs
 */
export function requireTrainingInputs(
  { stateFolder, inputsFile }: TrainingPlaces,
  now: TrainingInputs,
  accept: boolean,
): readonly string[] {
  const goesOn = existsSync(stateFolder);
  const record = goesOn ? readRecord(inputsFile, stateFolder) : undefined;
  if (goesOn && record === undefined) return []; // this command may be the wrong one, which the trainer will refuse
  const { inputs: before, accepted } = record ?? { inputs: now, accepted: [] };
  const [steps, others] = [stepsDifference(before, now), othersDifference(before, now)];
  if (steps.length > 0 || (others.length > 0 && !accept)) {
    throw new ConfigError(
      `${stateFolder} holds a training that began with other inputs, and would go on as a training of neither:\n  ${told([...steps, ...others])}\n` +
        `restore them, or delete ${stateFolder} to train afresh` +
        (steps.length === 0 ? "; --accept goes on with them, and that is recorded and told" : ""),
    );
  }
  const all = [...accepted, ...others];
  writeFileWhole(inputsFile, `${JSON.stringify({ inputs: now, accepted: all })}\n`);
  return all;
}

/** Of a training that an earlier version began nothing is known. */
function readRecord(file: string, stateFolder: string): z.output<typeof recordSchema> | undefined {
  if (!existsSync(file)) return undefined;
  const text = telling(`cannot read ${file}`, file, () => readFileSync(file, "utf8"));
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ConfigError(
      `${file} must say what the training in ${stateFolder} began with, but cannot be read; restore it, or delete both to train afresh`,
      { cause: error },
    );
  }
}

function stepsDifference(before: TrainingInputs, now: TrainingInputs): readonly string[] {
  return [
    ...configDifference(before.settings, now.settings).map((line) => line.replace("the run has", "it began with")),
    ...rowsDifference(before.data, now.data),
  ];
}

const othersDifference = (before: TrainingInputs, now: TrainingInputs): readonly string[] => [
  ...changed("the version of rise-lm", before.version, now.version),
  ...changed("the digest of the starting weights", before.weights, now.weights),
  ...changed("the device", before.device, now.device),
  ...filesDifference("the model's", before.model, now.model),
];

function rowsDifference(before: TrainingInputs["data"], now: TrainingInputs["data"]): readonly string[] {
  if (before.digest === now.digest) return [];
  const [old, fresh] = [new Map(before.rows), new Map(now.rows)];
  const lines = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((id) => {
    if (!old.has(id)) return [`row ${id} is new`];
    if (!fresh.has(id)) return [`row ${id} is gone`];
    return old.get(id) === fresh.get(id) ? [] : [`row ${id} is another`];
  });
  return lines.length > 0 ? lines : ["the rows or their order are others"];
}

/** Most differences that are told. */
const MOST_TOLD = 10;

function told(differences: readonly string[]): string {
  const more = differences.length - MOST_TOLD;
  return [...differences.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join("\n  ");
}
