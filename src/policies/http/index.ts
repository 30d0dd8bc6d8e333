export { createAdaptiveLimit, type AdaptiveLimit, type Permit, type RequestOutcome } from "./adaptive-limit.ts";
export { sleep, systemClock, type Clock } from "./clock.ts";
export { excerptOf, type ErrorWords } from "./excerpt.ts";
export { proxiesOf, shownProxies, type ProxyEnvironment } from "./proxies.ts";
export { hostOf, type HttpReply, type HttpRequest } from "./exchange.ts";
export { createHttpClient, jsonOf, type HttpCall, type HttpClient, type HttpClientOptions } from "./http-client.ts";
export { HttpFailure, isPassing, type FailureDetails, type FailureKind } from "./http-failure.ts";
export { defaultRetries, retrying, type RetryOptions } from "./retry.ts";
export { createTransport, type Transport, type TransportOptions } from "./transport.ts";
