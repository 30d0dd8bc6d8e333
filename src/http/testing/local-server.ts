import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine. */
export interface LocalServer {
  /** Such as "http://127.0.0.1:40123". */
  readonly url: string;
  /** How many connections were ever made to it. */
  connections(): number;
  close(): Promise<void>;
}

/** Serves on a free port of the loopback interface. */
export async function startServer(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  let connections = 0;
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
