import { once } from "node:events";
import { writeOut } from "./process/standard-output.ts";
import { createDisplay, type Display } from "./progress/index.ts";
import { exitCodes } from "./exit-codes.ts";
import { interruptSignal } from "./process/interrupt.ts";
import { keepsSecrets } from "./secrets.ts";
import { plainJson, plainText } from "./text/plain-text.ts";
import type { VerbContext } from "./verb-context.ts";

/** A command's side of the world: where it shows, prints and is interrupted. */
export interface Session {
  /** Progress and notes, on stderr. */
  readonly display: Display;
  /** The context of verbs: the display, and a signal that Ctrl-C aborts. */
  readonly context: VerbContext;
  /** The command's exit code; 0 unless the command says otherwise. */
  exitCode: number;
  /** Prints the verb's result on stdout: with `--json` the document, exactly one, else the text for a person. */
  print(asJson: boolean, document: unknown, text: string): void;
  /** Writes a piece of the verb's result on stdout, JSON, for results too long to hold; resolves when there is room for more. */
  write(piece: string): Promise<void>;
}

/** The session of a process. */
export function createSession(): Session {
  const told = keepsSecrets(process.env);
  const display = createDisplay({ stream: process.stderr, nowMs: () => performance.now() });
  return {
    display,
    context: {
      onProgress: display.onProgress,
      onCourse: display.course,
      note: display.note,
      signal: interruptSignal(display.note),
    },
    exitCode: exitCodes.done,
    print(asJson, document, text) {
      display.close();
      writeOut(`${told(asJson ? plainJson(JSON.stringify(document)) : plainText(text))}\n`);
    },
    async write(piece) {
      if (!writeOut(told(plainJson(piece)))) await once(process.stdout, "drain");
    },
  };
}
