export { type OpenedModel, openModel } from "./open-model.ts";
export { priceAsOf } from "./price-table.ts";
export { keyFrom, parseModelName } from "./providers.ts";
