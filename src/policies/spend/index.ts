export { costOf, createMeter, type Meter, type MeterOptions } from "./meter.ts";
export { budgetSchema, pricesSchema, type Budget, type Prices } from "./spend-schema.ts";
