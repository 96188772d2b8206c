import type { CampaignComparison } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { Status } from "../ui/status.tsx";

const verdicts = {
  worse: { kind: "failed", word: "Worse" },
  better: { kind: "passed", word: "Better" },
  no_difference_shown: { kind: "not_run", word: "No difference shown" },
} as const;

/** Below this nobody can tell how far below it is. */
const smallestP = 0.001;

/** On a narrow screen a row is lines of its own, each number with its word. */
const row =
  "max-narrow:flex max-narrow:flex-wrap max-narrow:gap-x-3 max-narrow:px-3 max-narrow:py-2";
const number =
  "whitespace-nowrap px-4 py-2 text-right tabular-nums max-narrow:p-0 max-narrow:text-xs";

function pWords(p: number): string {
  return p < smallestP ? `< ${smallestP}` : p.toFixed(3);
}

/** What two campaigns of one target say against each other. */
export function CompareCategories({
  comparison,
  casesHref,
}: {
  comparison: CampaignComparison;
  casesHref: string;
}) {
  const { categories, seeds, seedsCompared, seedsNotCompared, sameSuite, baseline } = comparison;
  return (
    <>
      {!sameSuite && (
        <p role="status" className="text-fg-muted">
          The suite changed between the two. Only seeds that both have were compared.
        </p>
      )}
      <Panel aria-labelledby="h-compared">
        <PanelHeader id="h-compared" title={`Against campaign ${baseline.number}`}>
          {seedsCompared} seeds compared, {seedsNotCompared} only in one
        </PanelHeader>
        <table className="w-full border-collapse text-sm max-narrow:block">
          <thead className="max-narrow:hidden">
            <tr className="text-fg-subtle text-xs">
              {["Category", "Newly breached", "No longer", "p", "Corrected", ""].map((head, at) => (
                <th
                  key={head}
                  scope="col"
                  className={`px-4 py-2 font-normal ${at === 0 ? "text-left" : "text-right"}`}
                >
                  {head === "" ? <span className="sr-only">Verdict</span> : head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-line border-t max-narrow:block max-narrow:border-t-0">
            {categories.map((each) => (
              <tr key={each.category} className={row}>
                <th
                  scope="row"
                  className="px-4 py-2 text-left font-normal max-narrow:basis-full max-narrow:px-0 max-narrow:py-0"
                >
                  <span className="mr-2 font-mono text-fg-subtle text-xs">
                    {each.category.slice(0, 5)}
                  </span>
                  {each.name}
                </th>
                <td className={number}>
                  {each.newlyBreached}
                  <span className="narrow:hidden"> newly</span>
                </td>
                <td className={number}>
                  {each.noLongerBreached}
                  <span className="narrow:hidden"> no longer</span>
                </td>
                <td className={number}>
                  <span className="narrow:hidden">p </span>
                  {pWords(each.pValue)}
                </td>
                <td className={number}>
                  <span className="narrow:hidden">corrected </span>
                  {pWords(each.pAdjusted)}
                </td>
                <td className="px-4 py-2 text-right max-narrow:p-0">
                  <Status kind={verdicts[each.verdict].kind}>{verdicts[each.verdict].word}</Status>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel aria-labelledby="h-changed">
        <PanelHeader id="h-changed" title="Seeds that changed" />
        {seeds.length === 0 ? (
          <p className="p-4 text-fg-muted">None. The same seeds breached in both.</p>
        ) : (
          <Rows>
            {seeds.map((seed) => (
              <Row
                key={seed.seedId}
                className="grid-cols-[136px_minmax(0,1fr)] max-narrow:grid-cols-1"
              >
                <Status kind={seed.change === "newly_breached" ? "breach" : "passed"}>
                  {seed.change === "newly_breached" ? "Newly breached" : "No longer"}
                </Status>
                <div className="min-w-0">
                  <RowLink href={`${casesHref}?category=${seed.category}`}>
                    {seed.title ?? seed.seedId}
                  </RowLink>
                  <div className="meta">
                    <span className="font-mono">{seed.seedId}</span>
                  </div>
                </div>
              </Row>
            ))}
          </Rows>
        )}
      </Panel>
    </>
  );
}
