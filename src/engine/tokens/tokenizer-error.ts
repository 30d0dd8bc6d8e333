export { TokenizerError } from "../errors.ts";
