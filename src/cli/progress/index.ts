import type { Display, DisplayOptions } from "./display.ts";
import { createLiveDisplay } from "./live-display.ts";
import { createPlainDisplay } from "./plain-display.ts";
import { keepsAllSecrets } from "../secrets.ts";
import { plainText } from "../text/plain-text.ts";
import { asTyped } from "../text/typed.ts";

export { courseOf, type CourseStage } from "./course.ts";
export type { Display } from "./display.ts";

/** The display that suits the stream: redrawn on a terminal, plain lines in a log. */
export function createDisplay(options: DisplayOptions): Display {
  const { onProgress, note, ...rest } =
    options.stream.isTTY === true && !isDumb() ? createLiveDisplay(options) : createPlainDisplay(options);
  const told = keepsAllSecrets(process.env);
  return {
    ...rest,
    onProgress: (event) => onProgress({ ...event, stage: plainText(event.stage) }),
    note: (line) => note(plainText(told(asTyped(line)))),
  };
}

/** A terminal that says of itself that it cannot move its cursor, as those within editors. */
const isDumb = (): boolean => process.env["TERM"] === "dumb";
