import type { DiskPlan } from "./disk.ts";
import type { MemoryPlan } from "./memory.ts";
import type { MoneyPlan } from "./money.ts";
import type { Probe } from "./probe.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { TimePlan } from "./time.ts";

/** A run's demands. */
export interface Plan {
  readonly name: string;
  readonly model: string;
  readonly task: { readonly name: string; readonly train: number; readonly test: number };
  /** Every attempt wrong and as long as it may be. */
  readonly worst: Rehearsal;
  /** With answers as right and as long as the probe's. */
  readonly expected?: Rehearsal;
  readonly probe?: Probe;
  readonly time?: TimePlan;
  /** Absent where no servers are asked. */
  readonly money?: MoneyPlan;
  readonly memory: MemoryPlan;
  readonly disk: DiskPlan;
  /** Of m1@t5 and the like: what the evaluation calls distinguishable in 4 of 5 cases. */
  readonly smallestGain: { readonly problems: number; readonly seeds: number; readonly gain: number };
  /** Why the run cannot be done here, each with its cure; empty where it can. */
  readonly refusals: readonly string[];
}
