import {
  ConfigError,
  memoryUsage,
  sampleOne,
  samplingOf,
  type Attempt,
  type CallUsage,
  type Policy,
  type Task,
  type UsageLedger,
} from "../../mdp/index.ts";
import { teacherTemperature } from "../../improve/index.ts";
import type { RunConfig } from "../config/run-schema.ts";
import type { Looking } from "../models.ts";
import type { VerbContext } from "../verb-context.ts";
import { roomTeller } from "./room-told.ts";

/** Calls that are counted before a run has a record, to be put there once it has. */
interface EarlyUsage extends UsageLedger {
  moveTo(ledger: UsageLedger): void;
}

/** Keeps calls one by one. */
export function earlyUsage(): EarlyUsage {
  const calls: CallUsage[] = [];
  const { record, totals } = memoryUsage();
  return {
    totals,
    record(call) {
      calls.push(call);
      record(call);
    },
    moveTo(ledger) {
      for (const call of calls.splice(0)) ledger.record(call);
    },
  };
}

/**
 * The checks before a run begins: whether a response has the room that it is given, and whether a teacher on servers
 * answers a training problem with the run's own settings, before collection takes hours.
 */
export function lookBefore(config: RunConfig, task: Task, { note, signal }: VerbContext): Looking {
  const sizeUp = roomTeller(config, note);
  return {
    signal,
    atModel: async (policy) => sizeUp(policy),
    async atServedTeacher(teacher) {
      sizeUp(teacher);
      note?.(`asking ${teacher.name} once, with the run's own settings`);
      await requireAnswer(teacher, task, config, signal);
    },
  };
}

/** A teacher that thinks as long as it may gives nothing to learn from; one problem may be hard, two are a setting. */
async function requireAnswer(teacher: Policy, task: Task, config: RunConfig, signal?: AbortSignal): Promise<void> {
  const { mdp, improve, seed } = config;
  const sampling = samplingOf(mdp, improve.temperature ?? teacherTemperature);
  let attempt: Attempt | undefined;
  for (const [i, problem] of task.problems("train").slice(0, 2).entries()) {
    attempt = await sampleOne(teacher, task.prompt(problem), `before/${i}`, { sampling, seed }, signal);
    if (attempt.text.trim() !== "") return;
  }
  throw new ConfigError(
    `${teacher.name} must answer within mdp.maxTokens, got ${attempt?.usage.generatedTokens ?? 0} tokens of thought and no answer; raise mdp.maxTokens (${mdp.maxTokens}), or have it think less: teacher.extra, such as { reasoning_effort: low }`,
  );
}
