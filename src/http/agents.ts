import { Agent, type AgentOptions } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { ProxyEnvironment } from "./proxies.ts";

/** Connections by scheme. */
export interface Agents {
  readonly http: Agent;
  readonly https: Agent;
}

/** How connections are made: Node's own settings, and the proxies that they go through. */
interface AgentsOptions extends Pick<AgentOptions, "keepAlive" | "maxFreeSockets" | "scheduling"> {
  readonly proxyEnv?: ProxyEnvironment | undefined;
}

/** Opens agents; connections are made as they are needed. */
export function openAgents({ proxyEnv, ...settings }: AgentsOptions): Agents {
  const options = { ...settings, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  return { http: new Agent(options), https: new TlsAgent(options) };
}
