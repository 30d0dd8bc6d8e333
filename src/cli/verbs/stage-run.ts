import { memoryRecord, type StageContext, type StageRecord, type Task, type UsageLedger } from "../../mdp/index.ts";
import type { ModelInRun, StageRun } from "../../rise-run.ts";
import type { StageName } from "../../rise-schema.ts";
import { idleKeys } from "../config/idle-keys.ts";
import { riseConfigOf, type RunConfig } from "../config/run-schema.ts";
import { modelNames, type OpenModels } from "../models.ts";
import { withHeartbeat } from "../run/heartbeat.ts";
import { lookedAt, roomTeller } from "../run/room-told.ts";
import { withServers } from "../servers-status.ts";
import type { VerbContext } from "../verb-context.ts";

/** A stage to run alone. */
interface StageAlone {
  readonly config: RunConfig;
  readonly task: Task;
  readonly openModels: OpenModels;
  /** Where the answers are recorded; default: nowhere, they are forgotten with the process. */
  readonly store?: StageRecord;
  /** Counts what servers take; default: forgotten with the process. */
  readonly usage?: UsageLedger;
}

/** A stage alone, ready to run by the wiring of `rise()`. */
interface OpenedStage {
  readonly run: StageRun;
  /** The model that the config names, whatever iteration it comes from. */
  readonly pi: ModelInRun;
  readonly context: StageContext;
}

/**
 * Makes a stage ready to run without the others.
 *
 * @param role the model's name in the requests and in the record
 */
export async function openStage(
  stage: StageName,
  role: string,
  { config, task, openModels, store = memoryRecord(), usage }: StageAlone,
  context: VerbContext,
): Promise<OpenedStage> {
  const { note, signal } = context;
  const sections = stage === "improve" ? (["teacher", "improve"] as const) : (["teacher"] as const);
  for (const line of idleKeys(config, ...sections)) note?.(line);
  const surroundings = { ...(usage && { usage }), ...(note && { note }), ...(signal && { signal }) };
  const opened = await openModels(modelNames(config, stage), surroundings);
  const { models, context: beating } = withHeartbeat(lookedAt(opened, roomTeller(config, note)), context);
  return {
    run: { task, models, store, config: riseConfigOf(config) },
    pi: { role, model: config.model },
    context: withServers(beating, models),
  };
}
