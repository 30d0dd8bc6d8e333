import { measureThroughput } from "./throughput.ts";

/** `node measure.ts REQUESTS IN_FLIGHT DELAY_MS` in a process that does nothing else; prints what it measured as JSON. */
const [requests = 0, inFlight = 0, delayMs = 0] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await measureThroughput(requests, inFlight, delayMs)));
