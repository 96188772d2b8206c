import type { ModelChoiceRow, ModelKeyRow } from "#components/settings/model-key-row.ts";
import {
  type ModelChoiceView,
  type ModelKeyList,
  type ModelKeyView,
  modelPurposes,
} from "#lib/services/model-keys/index.ts";

type Purpose = ModelChoiceView["purpose"];

const purposeWords: Readonly<Record<Purpose, { readonly title: string; readonly text: string }>> = {
  fix: {
    title: "Fixes",
    text: "Writes the change where no rule can. Without one, only rules fix.",
  },
  second_check: {
    title: "Second check",
    text: "Looks at a model’s change before a person does. Another model than the one for fixes sees more.",
  },
  judge: {
    title: "Judge",
    text: "In campaigns, reads what an agent said where no fixed check decided, and asks for a person’s look. It decides nothing.",
  },
};

export function keyRow(view: ModelKeyView): ModelKeyRow {
  const { id, name, providerName, address, hasKey, hint, state, stateReason, spend } = view;
  return {
    id,
    name,
    providerName,
    address,
    ending: !hasKey ? "no key needed" : `•••• ${hint ?? ""}`.trim(),
    state,
    stateReason,
    checkedAt: view.checkedAt?.toISOString() ?? null,
    lastUsedAt: view.lastUsedAt?.toISOString() ?? null,
    spentUsd: spend.usd,
    unknownCalls: spend.unknownCalls,
    budgetUsd: view.monthlyBudgetUsd,
    stops: view.purposes.map((purpose) => purposeWords[purpose].title),
  };
}

export function choiceRows({ choices }: ModelKeyList): readonly ModelChoiceRow[] {
  return modelPurposes.map((purpose) => {
    const choice = choices.find((each) => each.purpose === purpose);
    return {
      purpose,
      ...purposeWords[purpose],
      keyId: choice?.keyId ?? "",
      model: choice?.model ?? "",
      input: choice?.price?.inputUsdPerMillion.toString() ?? "",
      output: choice?.price?.outputUsdPerMillion.toString() ?? "",
      isChosen: choice !== undefined,
      price: choice === undefined ? null : priceWords(choice),
    };
  });
}

function priceWords({ price, priceAsOf }: ModelChoiceView): string {
  if (price !== null) return "Counted at your own price.";
  return priceAsOf === null
    ? "Its price is not known: what it costs is not counted."
    : `Counted at the list price of ${priceAsOf}.`;
}
