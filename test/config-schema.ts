import { runJsonSchema } from "../src/cli/config/json-schema.ts";

// usage: npm run schema, after a change of the config's schema
console.log(JSON.stringify(runJsonSchema(), null, 2));
