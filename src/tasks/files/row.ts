import { ConfigError } from "../../mdp/index.ts";

/** A row of a data file, before anything is known of what its columns mean. */
export interface Row {
  /** For messages, such as "train.jsonl line 3". */
  readonly where: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/**
 * Takes a parsed value as a row.
 *
 * @throws ConfigError where it is not an object
 */
export function rowOf(value: unknown, where: string): Row {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigError(`${where}: wanted a JSON object, got ${JSON.stringify(value)?.slice(0, 40)}`);
  return { where, columns: { ...value } };
}
