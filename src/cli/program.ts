import { Command } from "commander";
import { addDoctor } from "./commands/doctor.ts";
import { addGrade } from "./commands/grade.ts";
import { addReport } from "./commands/report.ts";
import { addRun } from "./commands/run.ts";
import { packageVersion } from "./package-version.ts";
import type { Session } from "./session.ts";

const epilogue = `
Exit codes: 0 done, 1 error, 2 usage, 3 done but --require-gain found no gain, 4 stopped by a budget, 130 interrupted.
Environment: RISE_DEBUG=1 shows stack traces, RISE_THREADS sets the engine's threads.`;

/** Every verb, wired to one library function each. */
export function createProgram(session: Session): Command {
  const program = new Command("rise")
    .description("Teaches a language model to correct itself over several turns (RISE: Recursive Introspection).")
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError("Run with --help for the options and examples.")
    .addHelpText("after", epilogue);
  for (const add of [addRun, addReport, addGrade, addDoctor]) add(program, session);
  return program;
}
