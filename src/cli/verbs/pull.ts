import { ConfigError, type StageContext } from "../../mdp/index.ts";
import { knownSet, pull, type Pull, type Pulled } from "../../tasks/index.ts";
import { environmentHub } from "../hub.ts";

/** Options of `rise pull`. */
export interface PullNameOptions {
  /** A data set that is known by name, such as gsm8k, or a repository, such as HuggingFaceTB/SmolLM2-135M-Instruct. */
  readonly name: string;
  /** Whether a repository is a data set's; default: a model's. */
  readonly isDataset?: boolean;
  readonly revision?: string | undefined;
  /** A glob over the repository's paths. */
  readonly files?: string | undefined;
  /** Whether files that are here already are hashed again. */
  readonly verifies?: boolean;
}

/**
 * The files that opening a model or an adapter needs: weights as safetensors, never pickles, and the texts beside them. Some
 * repositories hold the weights once more, for other programs: `consolidated*`.
 */
const modelFiles = "{model*.safetensors,adapter_model.safetensors,*.json,*.txt,*.jinja,*.model}";

/**
 * Downloads a data set or a model into the cache that is shared with Python's huggingface_hub.
 *
 * @returns one for each repository and glob, in order
 * @throws ConfigError where it is not there or not open to this user
 * @throws InfrastructureError where the hub cannot be reached or what it sends is wrong
 */
export async function pullName(options: PullNameOptions, context: StageContext = {}): Promise<readonly Pulled[]> {
  const hub = environmentHub(context);
  const pulled: Pulled[] = [];
  for (const wanted of pullsOf(options)) {
    const found = await pull(hub.client, wanted, { ...hub.options, verifies: options.verifies === true });
    if (wanted.files === modelFiles) requireWeights(wanted.name, found);
    pulled.push(found);
  }
  return pulled;
}

/** @throws ConfigError if a model's repository has no weights that are read */
function requireWeights(name: string, { files }: Pulled): void {
  if (files.some(({ path }) => path.endsWith(".safetensors"))) return;
  throw new ConfigError(
    `repository ${name} must hold its weights as model.safetensors or shards of it, got none; pickles (pytorch_model.bin) can run ` +
      "code and are never downloaded: choose a revision or a copy of the model with safetensors",
  );
}

function pullsOf({ name, isDataset = false, revision = "main", files }: PullNameOptions): readonly Pull[] {
  const sources = Object.values(knownSet(name)?.hub ?? {});
  if (sources.length === 0) {
    const kind = isDataset ? "dataset" : "model";
    return [{ kind, name, revision, files: files ?? (isDataset ? "**" : modelFiles) }];
  }
  return sources.map((source) => ({
    kind: "dataset",
    name: source.repository,
    revision: source.revision ?? revision,
    files: files ?? source.files,
  }));
}
