import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { Session } from "../session.ts";
import type { Finding } from "../verbs/doctor.ts";
import { examples, withJson } from "./options.ts";

const signs: Readonly<Record<Finding["state"], string>> = { ok: "✓", missing: "–", broken: "✗" };

/** `rise doctor`. */
export function addDoctor(program: Command, session: Session): void {
  withJson(program.command("doctor"))
    .description("Look at what rise needs of this machine: Node, engine, threads, memory, disk; Python is optional.")
    .option("--model <dir>", "open a model folder as well")
    .addHelpText("after", examples("rise doctor", "rise doctor --model models/base --json"))
    .action(async (flags: { json?: boolean; model?: string }) => {
      const { doctor } = await import("../verbs/doctor.ts");
      const findings = await doctor(flags.model === undefined ? {} : { model: flags.model });
      const isWell = findings.every(({ state }) => state !== "broken");
      session.exitCode = isWell ? exitCodes.done : exitCodes.error;
      session.print(flags.json === true, { isWell, findings }, findings.map(describe).join("\n"));
    });
}

function describe({ name, state, found, cure }: Finding): string {
  const line = `${signs[state]} ${name.padEnd(8)} ${found}`;
  return cure === undefined ? line : `${line}\n  ${"".padEnd(8)} ${cure}`;
}
