export { CheckpointError, UnsupportedModelError } from "../errors.ts";
