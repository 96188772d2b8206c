import { Download } from "lucide-react";
import type { ExportSummary } from "#lib/services/export/index.ts";
import { Button } from "../ui/button.tsx";
import { CommandBlock } from "../ui/command-block.tsx";
import { FactsList, Panel, PanelHeader } from "../ui/panel.tsx";

/** What an export holds, and the two ways to have it. */
export function ExportPanel({
  slug,
  href,
  holds,
  disabled,
}: {
  slug: string;
  href: string;
  holds: ExportSummary;
  disabled: boolean;
}) {
  const { signedFixes, statedMerges, signedReports, keys, withheld } = holds;
  return (
    <Panel aria-labelledby="h-export">
      <PanelHeader id="h-export" title="Export" />
      <div className="grid gap-4 px-4 py-3 max-narrow:px-3">
        <p className="max-w-[64ch] text-fg-muted">
          One folder with every signed fix and its patch, every signed report, your public keys and
          the whole log. Its VERIFY.md has the exact commands: with Etna gone, cosign and git check
          it, offline.
        </p>
        <FactsList
          facts={[
            { label: "Signed fixes", value: signedFixes },
            { label: "Merges stated", value: statedMerges },
            { label: "Signed reports", value: signedReports },
            { label: "Public keys", value: keys },
          ]}
        />
        <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">
          It is not public: the patches are your code, the reports tell how your agents were broken
          into
          {withheld > 0 &&
            `, and openings.json opens the names that ${withheld === 1 ? "one statement withholds" : `${withheld} statements withhold`}`}
          . No secret key is in it. That it was made stands in the audit log.
        </p>
        {keys === 0 ? (
          <p className="text-fg-subtle text-xs">
            There is nothing to export yet: your key is made with the first connection, or with the
            first report that is signed.
          </p>
        ) : disabled ? (
          <p className="text-fg-subtle text-xs">Exporting needs the role admin.</p>
        ) : (
          <form method="post" action={href}>
            <Button type="submit">
              <Download aria-hidden="true" className="size-3.5" />
              Download the export
            </Button>
          </form>
        )}
        <div className="grid gap-2">
          <h3 className="font-medium">On the server</h3>
          <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">
            Whoever runs Etna can write the same folder there, and add to it later.
          </p>
          <CommandBlock command={`npm run -s etna -- export ${slug} ./etna-export`} />
        </div>
      </div>
    </Panel>
  );
}
