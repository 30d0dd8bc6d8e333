import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { isModulePath } from "../../tasks/index.ts";
import { valueAt, withKey } from "./keys.ts";
import type { RunConfig } from "./run-schema.ts";

/** The keys that hold paths. Of these a model may be a name as well, a Python a command. */
const pathKeys = [
  "model",
  "teacher",
  "task.name",
  "task.folder",
  "task.files.train",
  "task.files.validation",
  "task.files.test",
  "trainer.python",
  "trainer.accelerateConfig",
] as const;

/**
 * A config with its paths as they are found from the current folder: a relative one is looked for from the config's own folder
 * first, so that a config and its data move together, then from the current folder.
 *
 * @param folder the config's
 * @param isTyped whether a key was set on the command line: then its path is from where that was typed
 */
export function placed(config: RunConfig, folder: string, isTyped: (key: string) => boolean): RunConfig {
  if (resolve(folder) === resolve(".")) return config;
  const here = pathKeys.filter((key) => !isTyped(key));
  const moved = here.reduce<unknown>((result, key) => {
    const path = key.split(".");
    const value = valueAt(config, path);
    if (key === "task.name" && !isModulePath(String(value))) return result;
    const mayBeName = !key.startsWith("task.");
    const place = (written: unknown): unknown =>
      typeof written === "string" ? find(written, folder, mayBeName) : written;
    const found = Array.isArray(value) ? value.map(place) : place(value);
    return found === value ? result : withKey(result, path, found);
  }, config);
  return moved as RunConfig; // the same shape: paths alone differ
}

function find(written: string, folder: string, mayBeName: boolean): string {
  if (isAbsolute(written)) return written;
  const beside = join(folder, written);
  if (existsSync(beside)) return beside;
  if (existsSync(written) || (mayBeName && !/^\.{1,2}[\\/]/.test(written))) return written;
  return beside; // the error will say where it was looked for
}
