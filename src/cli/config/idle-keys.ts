import { asksTeacher, riseSchema } from "../../rise-schema.ts";
import { refuseUnread } from "../../tasks/index.ts";
import type { VerbContext } from "../verb-context.ts";
import { valueAt } from "./keys.ts";
import { loadRunConfig, type RunConfigSource } from "./load-run-config.ts";
import type { RunConfig } from "./run-schema.ts";

/** A key that is read only where others have these values. */
interface Condition {
  readonly key: string;
  readonly isRead: (config: RunConfig) => boolean;
  /** Where it is read, as the user would set it. */
  readonly needs: string;
}

const searches = ({ improve: { by, teacherSamples } }: RunConfig): boolean =>
  by === "self" || (by === "distill" && teacherSamples > 1);
const teaches = "improve.by: distill, collect.by: teacher or mdp.critic: teacher";

const conditions: readonly Condition[] = [
  { key: "teacher", isRead: (config) => asksTeacher(config), needs: teaches },
  { key: "quantizeTeacher", isRead: (config) => asksTeacher(config), needs: teaches },
  { key: "improve.states", isRead: ({ improve }) => improve.by !== "none", needs: "improve.by: self or distill" },
  { key: "improve.samples", isRead: ({ improve }) => improve.by === "self", needs: "improve.by: self" },
  { key: "improve.teacherSamples", isRead: ({ improve }) => improve.by === "distill", needs: "improve.by: distill" },
  { key: "improve.ties", isRead: searches, needs: "improve.by: self, or improve.teacherSamples above 1" },
  {
    key: "improve.temperature",
    isRead: ({ improve: { by } }) => by === "self" || by === "distill",
    needs: "improve.by: self or distill",
  },
  { key: "weight.tau", isRead: ({ weight }) => weight.by !== "uniform", needs: "weight.by: exp or advantage" },
  { key: "weight.baseline", isRead: ({ weight }) => weight.by === "advantage", needs: "weight.by: advantage" },
  { key: "weight.discount", isRead: ({ weight }) => weight.credit === "toGo", needs: "weight.credit: toGo" },
];

const defaults = riseSchema.parse({});

/**
 * Keys that were set to change something and change nothing, because another key leaves them unread: a line each, with the cure. A
 * config without iterations, such as a baseline's that nothing is trained for, reads few of its keys and is told none.
 *
 * @param sections those that are to be used; default: all, and the models
 */
export function idleKeys(config: RunConfig, ...sections: readonly (keyof RunConfig)[]): readonly string[] {
  if (config.iterations === 0) return [];
  return conditions.flatMap(({ key, isRead, needs }) => {
    const path = key.split(".");
    const value = valueAt(config, path);
    const isUsed = sections.length === 0 || sections.some((section) => section === path[0]);
    if (!isUsed || value === valueAt(defaults, path) || isRead(config)) return [];
    const shown = typeof value === "object" ? "" : ` ${String(value)}`;
    return [`${key}${shown} changes nothing: it is for ${needs}; set that, or leave ${key} out`];
  });
}

/**
 * Tells a run's idle keys, by its config as it is before `--smoke` shrinks it.
 *
 * @throws ConfigError of a key that the task would not read
 */
export function checkIdleKeys(source: RunConfigSource, { note }: Pick<VerbContext, "note">): void {
  const config = loadRunConfig({ ...source, smoke: false });
  refuseUnread(config.task);
  for (const line of idleKeys(config)) note?.(line);
}
