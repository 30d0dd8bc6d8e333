import { ConfigError } from "../mdp/index.ts";
import { knownSet } from "./known-sets.ts";
import { taskSchema, type TaskConfig } from "./task-schema.ts";

/** Keys that only some tasks read. */
const ofCustom = ["columns", "extract", "instruction"] as const;
const ofFiles = ["files", "folder"] as const;

/**
 * Refuses a key that the task would not read: it was set to change something, and nothing would change.
 *
 * @throws ConfigError naming the key, the task and the cure
 */
export function refuseUnread(config: TaskConfig): void {
  const { name } = config;
  if (name === "custom") return;
  const isDataSet = knownSet(name) !== undefined;
  const unread = [...ofCustom, ...(isDataSet ? [] : ofFiles)].find((key) => isSet(config, key));
  if (unread === undefined) return;
  const why = isDataSet ? `task ${name} has columns and a form of its own` : `task ${name} reads no files`;
  throw new ConfigError(
    `task.${unread} must be left out: ${why}, so that it would change nothing; leave it out, or set task.name: custom`,
  );
}

function isSet(config: TaskConfig, key: (typeof ofCustom | typeof ofFiles)[number]): boolean {
  return JSON.stringify(config[key]) !== JSON.stringify(taskSchema.parse({})[key]);
}
