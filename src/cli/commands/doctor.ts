import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { Session } from "../session.ts";
import type { Finding } from "../doctor/finding.ts";
import { collected, examples, withJson } from "./options.ts";

const signs: Readonly<Record<Finding["state"], string>> = { ok: "✓", missing: "–", broken: "✗" };

interface Flags {
  readonly json?: boolean;
  readonly model?: string;
  readonly endpoint?: readonly string[];
  readonly tokenizer?: string;
  readonly apiKeyEnv?: string;
}

/** `rise doctor`. */
export function addDoctor(program: Command, session: Session): void {
  withJson(program.command("doctor"))
    .description("Look at what rise needs of this machine: Node, engine, threads, memory, disk; Python is optional.")
    .option("--model <model>", "open a model folder as well; with --endpoint, the model's name there")
    .option("--endpoint <url>", "look at a server as well; may be given several times", collected)
    .option("--tokenizer <dir>", "the folder whose tokenizer renders prompts: to try token ids")
    .option("--api-key-env <name>", "the environment variable that holds the server's key")
    .addHelpText(
      "after",
      examples("doctor", "doctor --model models/base --json", "doctor --endpoint http://127.0.0.1:8000"),
    )
    .action(async ({ json, endpoint, ...flags }: Flags) => {
      const { doctor } = await import("../verbs/doctor.ts");
      const findings = await doctor({ ...flags, ...(endpoint === undefined ? {} : { endpoints: endpoint }) });
      const isWell = findings.every(({ state }) => state !== "broken");
      session.exitCode = isWell ? exitCodes.done : exitCodes.error;
      session.print(json === true, { isWell, findings }, describe(findings));
    });
}

/** Names in one column, what was found in another, what to do about it below. */
function describe(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const line = (sign: string, name: string, text: string): string => `${sign} ${name.padEnd(width)} ${text}`;
  return findings
    .flatMap(({ name, state, found, cure }) => [
      line(signs[state], name, found),
      ...(cure === undefined ? [] : [line(" ", "", cure)]),
    ])
    .join("\n");
}
