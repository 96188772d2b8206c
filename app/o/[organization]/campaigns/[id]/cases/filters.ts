import { z } from "zod";
import { type Query, queryValue } from "#app/_server/query.ts";
import type { Filter } from "#components/lists/filter-bar.tsx";
import {
  type CaseFilter,
  type Category,
  categories,
  categoryIds,
  verdicts,
} from "#lib/services/campaigns/index.ts";

const words = {
  breach: "Breaches",
  resisted: "Resisted",
  inconclusive: "Inconclusive",
  error: "Errors",
  not_tested: "Not tested",
} as const;

/** What the address asks for. */
export function caseFilter(query: Query): Omit<CaseFilter, "limit"> {
  const verdict = queryValue(query, "verdict", z.enum(verdicts));
  const category = queryValue(query, "category", z.enum(categoryIds as [Category, ...Category[]]));
  const kind = queryValue(query, "kind", z.enum(["attack", "benign"]));
  const variant = queryValue(query, "variant", z.string().trim().min(1).max(60));
  const after = queryValue(query, "after", z.coerce.number().int().min(0));
  return {
    ...(verdict && { verdict }),
    ...(category && { category }),
    ...(kind && { kind }),
    ...(variant && { variant }),
    ...(query.review === "needed" && { needsReview: true as const }),
    ...(after !== undefined && { after }),
  };
}

export function caseFilters(filter: Omit<CaseFilter, "limit">): readonly Filter[] {
  return [
    {
      name: "verdict",
      label: "Verdict",
      value: filter.verdict ?? "",
      options: [
        { value: "", label: "Any verdict" },
        ...verdicts.map((value) => ({ value, label: words[value] })),
      ],
    },
    {
      name: "category",
      label: "Category",
      value: filter.category ?? "",
      options: [
        { value: "", label: "Any category" },
        ...categoryIds.map((value) => ({
          value,
          label: `${value.slice(0, 5)} ${categories[value]}`,
        })),
      ],
    },
    {
      name: "kind",
      label: "Kind",
      value: filter.kind ?? "",
      options: [
        { value: "", label: "Attacks and tasks" },
        { value: "attack", label: "Attacks" },
        { value: "benign", label: "Ordinary tasks" },
      ],
    },
    {
      name: "review",
      label: "Review",
      value: filter.needsReview ? "needed" : "",
      options: [
        { value: "", label: "Reviewed or not" },
        { value: "needed", label: "A person should look" },
      ],
    },
  ];
}

/** The same filters in another address; `""` where there are none. */
export function filterQuery(
  filter: Omit<CaseFilter, "limit">,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({
    ...(filter.verdict && { verdict: filter.verdict }),
    ...(filter.category && { category: filter.category }),
    ...(filter.kind && { kind: filter.kind }),
    ...(filter.variant && { variant: filter.variant }),
    ...(filter.needsReview && { review: "needed" }),
    ...more,
  });
  return query.size === 0 ? "" : `?${query}`;
}
