export {
  budgetLeftUsd,
  type ChosenModel,
  hasModelFor,
  noteModelUse,
  openChosenModel,
} from "./placeholder.ts";
