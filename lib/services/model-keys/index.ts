export { addModelKey, type NewModelKey } from "./add-model-key.ts";
export { budgetLeftUsd } from "./budget-left.ts";
export { checkModelKey } from "./check-model-key.ts";
export { chooseModel, clearModelChoice } from "./choose-model.ts";
export { deleteModelKey } from "./delete-model-key.ts";
export {
  listModelKeys,
  type ModelChoiceView,
  type ModelKeyList,
  type ModelKeyView,
} from "./list-model-keys.ts";
export { microUsd } from "./money.ts";
export { noteModelUse } from "./note-model-use.ts";
export { type ChosenModel, hasModelFor, openChosenModel } from "./open-chosen-model.ts";
export { checkedWith, knownModels, modelProviders, nameOfProvider } from "./providers.ts";
export { type ChosenName, readChoice } from "./read-choice.ts";
export { rotateModelKey } from "./rotate-model-key.ts";
export {
  keyAddress,
  keyName,
  modelName,
  modelPurposes,
  monthlyBudgetUsd,
  pastedKey,
  priceUsd,
} from "./schemas.ts";
export { setModelBudget } from "./set-model-budget.ts";
export { scriptAddress, tryScriptedModel } from "./try-script.ts";
