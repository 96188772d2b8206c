export { failureSentence } from "./failure.ts";
export { judgeThrough } from "./judge-through.ts";
export { type OpenedModel, openModel } from "./open-model.ts";
export { priceAsOf, pricedModels } from "./price-table.ts";
export { cheapModels, keyFrom, type Provider, parseModelName, providers } from "./providers.ts";
