import { Check, CircleDashed, Info, X } from "lucide-react";
import type { Report } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { HolePlot, RateAxis, RatePlot, scaleEnd } from "./rate-plot.tsx";
import { RateText } from "./rate-text.tsx";
import { percent } from "./rate-words.ts";

type CategoryResult = Report["categories"][number];

const states = {
  within: { icon: Check, word: "Within", tone: "text-fg-muted" },
  over: { icon: X, word: "Over budget", tone: "text-danger" },
  too_few: { icon: Info, word: "Too few cases", tone: "text-fg-muted" },
} as const;

/** The success of the attacks by category, with its doubt, and the holes. */
export function CategoryTable({
  title,
  list,
  report,
  declareHref,
}: {
  title: string;
  /** Which list the categories are of. */
  list: string;
  /** `overall` is null where another table has it. */
  report: { readonly categories: Report["categories"]; readonly overall: Report["overall"] | null };
  /** Where the target's capabilities are declared; undefined where there is nobody to do so. */
  declareHref?: string | undefined;
}) {
  const highest = scaleEnd(report.categories.map(({ rate, budget }) => ({ ...rate, budget })));
  const holes = report.categories.filter(({ state }) => state === "not_tested").length;
  const [first] = report.categories;
  const id = `h-rates-${first?.category.slice(0, 3).toLowerCase()}`;
  return (
    <Panel aria-labelledby={id}>
      <PanelHeader
        id={id}
        title={title}
        beside={<span className="text-fg-subtle text-xs">{list}</span>}
      >
        <Legend />
      </PanelHeader>
      <table className="w-full border-collapse text-sm max-narrow:block">
        <thead className="max-narrow:hidden">
          <tr className="text-fg-subtle text-xs">
            <th scope="col" className="px-4 py-2 text-left font-normal">
              Category
            </th>
            <th scope="col" className="w-[30%] py-2 text-left font-normal">
              <RateAxis highest={highest} />
              <span className="sr-only">Success rate</span>
            </th>
            <th scope="col" className="px-4 py-2 text-right font-normal">
              Rate, interval
            </th>
            <th scope="col" className="px-4 py-2 text-right font-normal">
              Breaches
            </th>
            <th scope="col" className="px-4 py-2 text-right font-normal">
              Gate
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-line border-t max-narrow:block">
          {report.categories.map((each) => (
            <CategoryRow key={each.category} result={each} highest={highest} />
          ))}
        </tbody>
        {report.overall && <AllTested overall={report.overall} />}
      </table>
      {holes > 0 && (
        <p className="flex gap-2 border-line border-t px-4 py-2.5 text-fg-muted text-xs">
          <CircleDashed aria-hidden="true" className="size-3.5 shrink-0 translate-y-px" />
          <span>
            {holes === 1 ? "One category was" : `${holes} categories were`} not tested. That is a
            hole in the coverage, not a pass.{" "}
            {declareHref && (
              <a href={declareHref} className="link">
                What the target would have to declare
              </a>
            )}
          </span>
        </p>
      )}
    </Panel>
  );
}

/** On a narrow screen a row is two lines of its own, and the plot is left out. */
const row = "max-narrow:flex max-narrow:flex-wrap max-narrow:gap-x-2 max-narrow:py-2";

function CategoryRow({ result, highest }: { result: CategoryResult; highest: number }) {
  const { category, name, rate, budget, state, hole } = result;
  const head = (
    <th scope="row" className="px-4 text-left font-normal max-narrow:basis-full">
      <span className="mr-2 font-mono text-xs text-fg-subtle">{category.slice(0, 5)}</span>
      <span className={state === "not_tested" ? "text-fg-muted" : "font-medium"}>{name}</span>
      {state !== "not_tested" && hole !== null && (
        <span className="block pb-1 text-fg-subtle text-xs">{hole}</span>
      )}
    </th>
  );
  if (state === "not_tested") {
    return (
      <tr className={row}>
        {head}
        <td className="relative h-9 max-narrow:hidden">
          <HolePlot />
          <span className="absolute top-2 left-2 inline-flex items-center gap-1 rounded-sm border border-line border-dashed bg-raised px-1.5 text-fg-muted text-xs">
            <CircleDashed aria-hidden="true" className="size-3" />
            Not tested
          </span>
        </td>
        <td colSpan={3} className="px-4 text-fg-subtle text-xs max-narrow:text-left">
          <span className="narrow:hidden">Not tested. </span>
          {hole}
        </td>
      </tr>
    );
  }
  const { icon: Icon, word, tone } = states[state];
  return (
    <tr className={row}>
      {head}
      <td className="max-narrow:hidden">
        <RatePlot
          rate={rate}
          budget={budget}
          highest={highest}
          isOver={state === "over"}
          label={`${name}: ${rate.words}; the budget is ${percent(budget)}`}
        />
      </td>
      <td className="px-4 text-right max-narrow:pr-0">
        <RateText rate={rate} />
      </td>
      <td className="whitespace-nowrap px-4 text-right tabular-nums max-narrow:px-0">
        {rate.hits} of {rate.tried}
      </td>
      <td className="whitespace-nowrap px-4 text-right text-xs">
        <span className={`inline-flex items-center gap-1 ${tone}`}>
          <Icon aria-hidden="true" className="size-3.5" />
          {word}
        </span>
      </td>
    </tr>
  );
}

function AllTested({ overall }: { overall: Report["overall"] }) {
  return (
    <tfoot className="border-line border-t text-fg-muted max-narrow:block">
      <tr className={row}>
        <th scope="row" className="px-4 py-2 text-left font-normal">
          All tested
        </th>
        <td className="max-narrow:hidden" />
        <td className="px-4 py-2 text-right tabular-nums max-narrow:py-0">
          <RateText rate={overall} />
        </td>
        <td className="whitespace-nowrap px-4 py-2 text-right tabular-nums max-narrow:py-0">
          {overall.hits.toLocaleString("en")} of {overall.tried.toLocaleString("en")}
        </td>
        <td className="max-narrow:hidden" />
      </tr>
    </tfoot>
  );
}

function Legend() {
  return (
    <span className="inline-flex items-center gap-1.5 max-narrow:hidden">
      <svg aria-hidden="true" className="h-2.5 w-4">
        <path d="M.5 1v8M15.5 1v8M1 5h14" className="fill-none stroke-ink" />
      </svg>
      95 % Wilson interval
      <svg aria-hidden="true" className="ml-2 h-3 w-1">
        <path d="M.5 0v12" className="fill-none stroke-fg-subtle [stroke-dasharray:2_2]" />
      </svg>
      budget
    </span>
  );
}
