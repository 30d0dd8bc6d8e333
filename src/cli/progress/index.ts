import type { Display, DisplayOptions } from "./display.ts";
import { createLiveDisplay } from "./live-display.ts";
import { createPlainDisplay } from "./plain-display.ts";

export type { Display } from "./display.ts";

/** The display that suits the stream: redrawn on a terminal, plain lines in a log. */
export function createDisplay(options: DisplayOptions): Display {
  return options.stream.isTTY === true ? createLiveDisplay(options) : createPlainDisplay(options);
}
