export { createEventFile, type EventFile } from "./event-file.ts";
export { evaluationScalars, progressScalars } from "./scalars.ts";
