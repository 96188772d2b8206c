import Link from "next/link";
import { dependencyFacts } from "#components/findings/dependency-facts.tsx";
import { Markdown } from "#components/markdown/markdown.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { Fact } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import { describeRule, type FindingDetail } from "#lib/services/findings/index.ts";
import { whoFixes } from "#lib/services/runs/index.ts";

export function factsOf(base: string, finding: FindingDetail): readonly Fact[] {
  const own = finding.detector === null;
  return [
    ...(finding.task ? taskFacts(finding) : foundFacts(base, finding, own)),
    ...seenFacts(base, finding),
  ];
}

function taskFacts({ alertUrl }: FindingDetail): readonly Fact[] {
  return [
    { label: "Asked for", value: "By a person, in their own words" },
    ...(alertUrl
      ? [
          {
            label: "Where",
            value: (
              <a href={alertUrl} className="link break-all" rel="noreferrer">
                The comment on the forge
              </a>
            ),
          },
        ]
      : []),
    { label: "Fix", value: "A model can write it" },
  ];
}

function foundFacts(base: string, finding: FindingDetail, own: boolean): readonly Fact[] {
  return [
    {
      label: "Rule",
      value:
        describeRule(finding.ruleId) && own ? (
          <Link href={`/docs/rules/${finding.ruleId}`} className="link font-mono">
            {finding.ruleId}
          </Link>
        ) : (
          <span className="break-all font-mono">{finding.ruleId}</span>
        ),
    },
    ...(own ? [] : [{ label: "Reported by", value: finding.detector }]),
    ...(finding.alertUrl
      ? [
          {
            label: "Alert",
            value: (
              <a href={finding.alertUrl} className="link break-all" rel="noreferrer">
                See it on the forge
              </a>
            ),
          },
        ]
      : []),
    ...dependencyFacts(finding.dependency),
    ...(finding.alsoReported.length > 0
      ? [{ label: "Also", value: <AlsoReported base={base} finding={finding} /> }]
      : []),
    { label: "Fix", value: fixWords[whoFixes(finding)] },
    {
      label: "Place",
      value: (
        <span className="break-all font-mono">
          {finding.path}:{finding.startLine}:{finding.startColumn}
        </span>
      ),
    },
    {
      label: "At commit",
      value: <Digest value={finding.lastSeenCommit} label="commit" />,
    },
  ];
}

const fixWords = {
  rule: "A rule can write it",
  model: "A model or a person can write it",
  person: "Needs a person",
} as const;

function seenFacts(base: string, finding: FindingDetail): readonly Fact[] {
  return [
    {
      label: finding.task ? "Asked" : "First seen",
      value: <Time at={finding.firstSeenAt.toISOString()} />,
    },
    ...(finding.task
      ? []
      : [{ label: "Last seen", value: <Time at={finding.lastSeenAt.toISOString()} /> }]),
    ...(finding.dueAt
      ? [
          {
            label: "Due",
            value: (
              <>
                <Time at={finding.dueAt.toISOString()} format="absolute" />
                {finding.state === "snoozed" && <p>A snooze does not move it.</p>}
              </>
            ),
          },
        ]
      : []),
    {
      label: "Fingerprint",
      value: <Digest value={finding.fingerprint} label="fingerprint" />,
    },
    ...(finding.stateReason
      ? [{ label: "Reason", value: <Markdown text={finding.stateReason} /> }]
      : []),
    ...(finding.snoozedUntil
      ? [
          {
            label: "Until",
            value: <Time at={finding.snoozedUntil.toISOString()} format="absolute" />,
          },
        ]
      : []),
    ...(finding.runId
      ? [
          {
            label: "Last run",
            value: (
              <Link href={`${base}/runs/${finding.runId}`} className="link">
                Open the run
              </Link>
            ),
          },
        ]
      : []),
  ];
}

function AlsoReported({ base, finding }: { base: string; finding: FindingDetail }) {
  return (
    <ul className="grid gap-0.5">
      {finding.alsoReported.map((each) => (
        <li key={each.id}>
          <Link href={`${base}/findings/${each.id}`} className="link break-all">
            {each.detector}, {each.ruleId}
          </Link>
        </li>
      ))}
    </ul>
  );
}
