import { measureThroughput } from "./throughput.ts";

/** `node test/engines/load/bench-load.ts`: how fast one process asks an instant server, and what it costs beside a slow one. */
const instant = await measureThroughput(20_000, 512);
console.log(
  `instant server, 512 in flight: ${Math.round(instant.requestsPerSec)} requests/s, ${Math.round(instant.requestsPerCoreSec)} in a second of processor time`,
);
const slow = await measureThroughput(128, 32, 2000);
const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
console.log(
  `server that takes 2 s, 32 in flight: ${percent(slow.overheadShare)} of the wall time beyond the server's, ` +
    `${percent(slow.ownShare)} of it our processor time`,
);
