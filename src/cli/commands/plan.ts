import type { Command } from "commander";
import { openModels } from "../models.ts";
import { exitCodes } from "../exit-codes.ts";
import { describePlan } from "../plan/describe-plan.ts";
import type { Session } from "../session.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { collected, deviceSets, examples, withDevice, withJson } from "./options.ts";

interface Flags {
  readonly out?: string;
  readonly smoke?: boolean;
  readonly set?: readonly string[];
  readonly device?: DeviceChoice;
  readonly probe: boolean;
  readonly json?: boolean;
}

/** `rise plan`. */
export function addPlan(program: Command, session: Session): void {
  withDevice(withJson(program.command("plan")))
    .description(
      "What a run would take: calls, tokens, time, memory, disk, and the smallest gain it can see. Exit 1: not here.",
    )
    .argument("<config>", "a YAML file, such as examples/quickstart.yaml")
    .option("--out <dir>", "the run's folder, whose disk is looked at (default: runs/ and the config's name)")
    .option("--smoke", "plan the shrunk run")
    .option("--set <key=value>", "set a config key, such as evaluate.seeds=3; may be given several times", collected)
    .option("--no-probe", "do not ask the models anything: no time, and the most tokens instead of the likely ones")
    .addHelpText("after", examples("plan examples/quickstart.yaml", "plan my.yaml --no-probe --json"))
    .action(async (config: string, { device, out, smoke, set = [], probe, json }: Flags) => {
      const { plan } = await import("../verbs/plan.ts");
      const options = { config, openModels, probes: probe };
      const flags = { ...(out && { out }), ...(smoke && { smoke }), set: [...deviceSets(device), ...set] };
      const planned = await plan({ ...options, ...flags }, session.context);
      if (planned.refusals.length > 0) session.exitCode = exitCodes.error;
      session.print(json === true, planned, describePlan(planned));
    });
}
