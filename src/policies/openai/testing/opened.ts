import { createRng, memoryUsage, type UsageLedger } from "../../../mdp/index.ts";
import type { Clock } from "../../../http/index.ts";
import { createMeter, type Budget, type Prices } from "../../spend/index.ts";
import { openEndpoint, type EndpointModels } from "../endpoint-models.ts";
import { endpointSchema, type EndpointInput } from "../endpoint-schema.ts";
import type { Environment } from "../api-key.ts";

/** How a test opens an endpoint. */
export interface OpenedOptions {
  readonly ledger?: UsageLedger;
  readonly budget?: Budget;
  readonly prices?: Prices;
  readonly environment?: Environment;
  readonly base?: string;
  readonly note?: (line: string) => void;
  readonly clock?: Clock;
}

/** An endpoint with a meter of its own, its waits drawn from a seed. */
export function opened(
  written: Omit<EndpointInput, "model"> & { readonly model?: string },
  options: OpenedOptions = {},
): EndpointModels {
  const { ledger = memoryUsage(), budget = {}, prices = {}, environment = {}, ...rest } = options;
  const meter = createMeter({ ledger, budget, prices });
  return openEndpoint(endpointSchema.parse({ model: "test-model", ...written }), {
    meter,
    environment,
    rng: createRng(1),
    firstWaitMs: 10,
    ...(rest.base === undefined ? {} : { tokenizer: rest.base }),
    ...rest,
  });
}
