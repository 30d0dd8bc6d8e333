import { ConfigError, type Split } from "../../mdp/index.ts";
import { dataFilesAt, findFiles } from "../files/find-files.ts";
import type { DataSet, HubSource } from "./data-set.ts";
import type { SplitFiles } from "./read-problems.ts";

/** A file to read and what messages call it. */
type NamedFile = SplitFiles["files"][number];

/** Port: brings a hub source's files to this machine. Adapter: `hub/`; without one only local files are read. */
export interface HubFiles {
  fetch(source: HubSource): Promise<readonly NamedFile[]>;
}

/** Where a data set's problems are to come from; the hub where neither is given. */
interface Sources {
  /** A file or folder for each split that is used. */
  readonly files?: Readonly<Partial<Record<Split, string | readonly string[] | undefined>>> | undefined;
  /** A folder whose files are told apart by their names. */
  readonly folder?: string | undefined;
}

/** The splits that a data set has in its sources. */
export function availableSplits(dataSet: DataSet, sources: Sources): readonly Split[] {
  return (["train", "validation", "test"] as const).filter((split) => sourceOf(dataSet, sources, split) !== undefined);
}

/**
 * A split's files on this machine, brought from the hub where that is their source.
 *
 * @throws ConfigError where the split has no source, or the hub is needed and not given
 */
export async function splitFiles(
  dataSet: DataSet,
  sources: Sources,
  split: Split,
  hub: HubFiles | undefined,
): Promise<SplitFiles> {
  const source = sourceOf(dataSet, sources, split);
  const idPrefix = `${dataSet.name}-${split}`;
  if (source === undefined) throw new ConfigError(noSource(dataSet, split));
  if (!("repository" in source)) return { split, files: source.map((path) => ({ label: path, path })), idPrefix };
  if (hub === undefined) throw new ConfigError(noSource(dataSet, split));
  return { split, files: await hub.fetch(source), idPrefix, rows: source.rows };
}

function sourceOf(
  dataSet: DataSet,
  { files, folder }: Sources,
  split: Split,
): readonly string[] | HubSource | undefined {
  const own = files?.[split];
  if (own !== undefined) return [own].flat().flatMap(dataFilesAt);
  if (folder !== undefined) return findFiles(folder, dataSet.name)[split];
  return hasFiles(files) ? undefined : dataSet.hub?.[split];
}

const hasFiles = (files: Sources["files"]): boolean => Object.values(files ?? {}).some((file) => file !== undefined);

function noSource({ name, hub }: DataSet, split: Split): string {
  const isOnHub = hub !== undefined && Object.keys(hub).length > 0;
  const why = isOnHub ? "" : ` (${name} is in no repository that could be downloaded)`;
  return `task ${name} has no source of ${split} problems${why}; name one with --data or task.files.${split}`;
}
