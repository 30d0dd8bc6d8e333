import { z } from "zod";
import { runSchema } from "./run-schema.ts";

/** The JSON Schema of `rise run`'s config, by which editors complete and check it. */
export function runJsonSchema(): unknown {
  return z.toJSONSchema(runSchema, { io: "input", unrepresentable: "any" });
}
