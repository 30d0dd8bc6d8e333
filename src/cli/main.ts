import { exitCodes } from "./exit-codes.ts";
import { createProgram } from "./program.ts";
import { watchParent } from "./process/parent-watch.ts";
import { reportError } from "./report-error.ts";
import { keepsAllSecrets } from "./secrets.ts";
import { createSession } from "./session.ts";
import { plainText } from "./text/plain-text.ts";
import { asTyped } from "./text/typed.ts";

/**
 * The command line of `rise`.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  watchParent();
  endQuietlyWhenNobodyReads();
  const session = createSession();
  const tell = (error: unknown): number => {
    session.display.close();
    const told = keepsAllSecrets(process.env);
    return reportError(error, process.env["RISE_DEBUG"] === "1", (line) =>
      process.stderr.write(`${plainText(told(asTyped(line)))}\n`),
    );
  };
  process.on("uncaughtException", (error) => process.exit(tell(error))); // thrown where nobody waits, as by a timer
  try {
    await createProgram(session).parseAsync(argv, { from: "user" });
    return session.exitCode;
  } catch (error) {
    return tell(error);
  } finally {
    session.display.close();
  }
}

/** `rise ... | head` closes our stdout: that is not an error. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(exitCodes.done);
  });
}
