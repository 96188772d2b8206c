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
        <div className="overflow-x-auto">
          <table className="w-full border-collapse text-sm">
            <thead>
              <tr className="text-fg-subtle text-xs">
                {["Category", "Newly breached", "No longer", "p", "Corrected", ""].map(
                  (head, at) => (
                    <th
                      key={head}
                      scope="col"
                      className={`px-4 py-2 font-normal ${at === 0 ? "text-left" : "text-right"}`}
                    >
                      {head === "" ? <span className="sr-only">Verdict</span> : head}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-line border-t">
              {categories.map((each) => (
                <tr key={each.category}>
                  <th scope="row" className="px-4 py-2 text-left font-normal">
                    <span className="mr-2 font-mono text-fg-subtle text-xs">
                      {each.category.slice(0, 5)}
                    </span>
                    {each.name}
                  </th>
                  <td className="px-4 py-2 text-right tabular-nums">{each.newlyBreached}</td>
                  <td className="px-4 py-2 text-right tabular-nums">{each.noLongerBreached}</td>
                  <td className="whitespace-nowrap px-4 py-2 text-right tabular-nums">
                    {pWords(each.pValue)}
                  </td>
                  <td className="whitespace-nowrap px-4 py-2 text-right tabular-nums">
                    {pWords(each.pAdjusted)}
                  </td>
                  <td className="px-4 py-2 text-right">
                    <Status kind={verdicts[each.verdict].kind}>
                      {verdicts[each.verdict].word}
                    </Status>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
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
