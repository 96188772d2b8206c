import type { FormAction } from "../ui/form-state.ts";

export interface ModelKeyRow {
  readonly id: string;
  readonly name: string;
  readonly providerName: string;
  readonly address: string | null;
  /** "•••• 9fQa", "no key needed". */
  readonly ending: string;
  readonly state: "working" | "refused" | "out_of_credit" | "unreachable";
  readonly stateReason: string | null;
  readonly checkedAt: string | null;
  readonly lastUsedAt: string | null;
  /** Of this calendar month. */
  readonly spentUsd: number;
  /** Calls of this month whose price nobody knows. */
  readonly unknownCalls: number;
  /** Null where nothing bounds it. */
  readonly budgetUsd: number | null;
  /** What would stop without it: "Fixes". */
  readonly stops: readonly string[];
}

/** `rotate` carries `keyId` and `key`, `budget` `keyId` and `budget`; the others `keyId`. */
export interface ModelKeyActions {
  readonly add: FormAction;
  readonly rotate: FormAction;
  readonly check: FormAction;
  readonly budget: FormAction;
  readonly remove: FormAction;
}

export interface ModelChoiceRow {
  readonly purpose: string;
  readonly title: string;
  readonly text: string;
  readonly keyId: string;
  readonly model: string;
  /** US dollars a million tokens; empty for the published price. */
  readonly input: string;
  readonly output: string;
  readonly isChosen: boolean;
  /** By what its calls are counted; null where none is chosen. */
  readonly price: string | null;
}
