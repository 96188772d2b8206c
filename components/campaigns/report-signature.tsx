import Link from "next/link";
import type { ReportSignature } from "#lib/services/campaigns/index.ts";

/** Where the signature stands. Whether it holds is for the public page to say. */
export function ReportSigned({
  campaignId,
  signature,
}: {
  campaignId: string;
  signature: ReportSignature;
}) {
  return (
    <span className="text-fg-muted text-xs">
      Report signed, entry {signature.logIndex.toLocaleString("en")} of the log.{" "}
      <Link href={`/verify/${campaignId}`} className="link">
        Open its public page
      </Link>
    </span>
  );
}
