import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandReference, configReference } from "./reference.ts";

// usage: npm run docs:reference, after a change of the config's schema or of a command
const folder = join(import.meta.dirname, "../docs/reference");
writeFileSync(join(folder, "config.md"), configReference());
writeFileSync(join(folder, "command-line.md"), commandReference());
