export { isRunDirectory, openRun, readRun, requireConfig, type RunDirectory } from "./run-directory.ts";
export { canonicalJson, digestOf } from "./canonical-json.ts";
export { configDifference } from "./config-difference.ts";
export { shownApart } from "./shown.ts";
export type { ExampleRecord } from "./examples.ts";
export { modelNoteFile, modelNoteText, readModelNote, writeModelNote } from "./model-note.ts";
export { recoverRun, type Recovery } from "./log/recover-run.ts";
export { verifyRun, type RunFault } from "./log/verify-run.ts";
export {
  browseRun,
  type RequestHead,
  type RunBrowser,
  type TrajectoryHead,
  type TurnHead,
  type TurnOrigin,
} from "./browse-run.ts";
export type { AttemptBrief } from "./packed-attempts.ts";
