import type { StageContext } from "../../mdp/index.ts";
import { knownSet, pull, type Pull, type Pulled } from "../../tasks/index.ts";
import { environmentHub } from "../hub.ts";

/** What `rise pull` is asked. */
export interface PullNameOptions {
  /** A data set that is known by name, such as gsm8k, or a repository, such as HuggingFaceTB/SmolLM2-135M-Instruct. */
  readonly name: string;
  /** Whether a repository is a data set's; default: a model's. */
  readonly isDataset?: boolean;
  readonly revision?: string | undefined;
  /** A glob over the repository's paths. */
  readonly files?: string | undefined;
}

/** What a model needs to be opened: weights as safetensors, never pickles, and the texts beside them. */
const modelFiles = "{*.safetensors,*.json,*.txt,*.jinja,*.model}";

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
  for (const wanted of pullsOf(options)) pulled.push(await pull(hub.client, wanted, hub.options));
  return pulled;
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
