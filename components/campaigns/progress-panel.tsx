import type { CampaignDetail } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** What is known while a campaign runs: counts, never a rate of what is not over. */
export function ProgressPanel({
  campaign,
}: {
  campaign: Pick<CampaignDetail, "counts" | "soFar" | "requests">;
}) {
  const { counts, soFar, requests } = campaign;
  const done =
    counts.breach + counts.resisted + counts.inconclusive + counts.error + counts.not_tested;
  const share = counts.planned === 0 ? 0 : done / counts.planned;
  const words = `${done.toLocaleString("en")} of ${counts.planned.toLocaleString("en")} cases`;
  return (
    <Panel aria-labelledby="h-progress">
      <PanelHeader id="h-progress" title="Under way">
        {requests.toLocaleString("en")} requests so far
      </PanelHeader>
      <div className="grid gap-3 p-4">
        <svg role="img" aria-label={words} className="block h-1.5 w-full">
          <rect width="100%" height="6" rx="3" className="fill-active" />
          <rect width={`${(100 * share).toFixed(1)}%`} height="6" rx="3" className="fill-ink" />
        </svg>
        <p role="status" className="text-fg-muted text-xs tabular-nums">
          {counts.planned === 0
            ? "The plan is being made."
            : `${words}: ${counts.breach} breaches, ${counts.resisted} resisted, ${counts.inconclusive} inconclusive, ${counts.error} errors.`}
        </p>
        {soFar.length > 0 && (
          <table className="w-full border-collapse text-xs">
            <caption className="sr-only">Attacks so far by category</caption>
            <tbody>
              {soFar.map(({ category, name, breach, tried }) => (
                <tr key={category}>
                  <th scope="row" className="py-1 text-left font-normal">
                    <span className="mr-2 font-mono text-fg-subtle">{category.slice(0, 5)}</span>
                    {name}
                  </th>
                  <td className="py-1 text-right tabular-nums">
                    {breach} of {tried} breached
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
