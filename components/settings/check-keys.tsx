import { CommandBlock } from "../ui/command-block.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** How anyone checks the list of keys, and where they find it. */
export function CheckKeys({
  keysHref,
  trustedRootHref,
}: {
  keysHref: string;
  trustedRootHref: string;
}) {
  return (
    <Panel aria-labelledby="h-check-keys">
      <PanelHeader id="h-check-keys" title="Check the list">
        <span className="flex gap-3">
          <a href={keysHref} className="link">
            keys.json
          </a>
          <a href={trustedRootHref} className="link">
            trusted_root.json
          </a>
        </span>
      </PanelHeader>
      <div className="grid gap-3 px-4 py-3 text-sm max-narrow:px-3">
        <p className="text-fg-muted">
          Every change of what stands here makes a new keys.json: signed with the log’s key, and an
          entry of the log. It stands beside each fix too, for anyone, as{" "}
          <code>/verify/fx_…/keys.json</code>. With a bundle of yours this refuses a list that is
          not as it was signed:
        </p>
        <CommandBlock
          command={[
            "npm run -s etna -- verify fix.sigstore.json \\",
            "  --root trusted_root.json --keys keys.json",
          ].join("\n")}
        />
      </div>
    </Panel>
  );
}
