import { Digest } from "#components/ui/digest.tsx";
import { Time } from "#components/ui/time.tsx";
import { Withheld } from "#components/verify/notices.tsx";
import { openName, type PublicReportVerification } from "#lib/services/provenance/index.ts";

const profiles = { smoke: "Smoke", standard: "Standard", deep: "Deep" } as const;

/** What was signed of the report, in a few lines; nothing where its signature fails. */
export function reportFacts({ verification, organization }: PublicReportVerification) {
  const owner = { label: "Organization", value: organization };
  const { reportStatement: statement } = verification;
  if (statement === undefined) return [owner];
  const { predicate, subject } = statement;
  const { cases } = predicate;
  const ended = [
    ["broke through", cases.breach],
    ["resisted", cases.resisted],
    ["inconclusive", cases.inconclusive],
    ["in error", cases.error],
    ["not tested", cases.not_tested],
  ] as const;
  return [
    owner,
    { label: "Agent", value: openName(predicate.target) ?? <Withheld /> },
    {
      label: "Attacked",
      value: (
        <>
          <Time at={predicate.startedAt} format="absolute" /> to{" "}
          <Time at={predicate.endedAt} format="absolute" />
        </>
      ),
    },
    {
      label: "Attacks",
      value: `${count(cases.planned)} planned: ${ended
        .map(([words, number]) => `${count(number)} ${words}`)
        .join(", ")}`,
    },
    {
      label: "Suite",
      value: (
        <Digest
          value={predicate.suite.slice("sha256:".length)}
          algorithm="sha256"
          label="suite digest"
          long
        />
      ),
    },
    {
      label: "Profile and seed",
      value: (
        <>
          {profiles[predicate.profile]},{" "}
          <span className="break-all font-mono text-xs">{predicate.seed}</span>
        </>
      ),
    },
    {
      label: "Report",
      value: (
        <Digest value={subject[0].digest.sha256} algorithm="sha256" label="report digest" long />
      ),
    },
    { label: "Signed for", value: openName(predicate.signedFor) ?? <Withheld /> },
  ];
}

function count(number: number): string {
  return number.toLocaleString("en");
}
