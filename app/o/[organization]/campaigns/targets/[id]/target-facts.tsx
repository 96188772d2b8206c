import type { Fact } from "#components/ui/panel.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { capabilities, nextCampaignAt, type TargetDetail } from "#lib/services/campaigns/index.ts";

const schedules = { none: "Only when asked for", daily: "Each day", weekly: "Each week" } as const;

/** What a target’s page says of how it is spoken to. */
export function targetFacts(target: TargetDetail): readonly Fact[] {
  const { spec, secretNames, repository, schedule, profile, caps } = target;
  const url = typeof spec.url === "string" ? spec.url : target.origin;
  const texts = Array.isArray(spec.protect) ? spec.protect.length : 0;
  const nextAt = nextCampaignAt(target);
  return [
    { label: "Address", value: <span className="break-all font-mono text-xs">{url}</span> },
    {
      label: "It declares",
      value:
        target.capabilities.length === 0 ? (
          "Nothing. Only what a plain message can do is tested."
        ) : (
          <ul className="grid gap-0.5">
            {target.capabilities.map((each) => (
              <li key={each}>
                <b className="font-medium">{each}</b>{" "}
                <span className="text-fg-muted">{capabilities[each]}</span>
              </li>
            ))}
          </ul>
        ),
    },
    {
      label: "Protected texts",
      value:
        texts === 0
          ? "None"
          : texts === 1
            ? "1 that must not come out"
            : `${texts} that must not come out`,
    },
    {
      label: "Secrets",
      value:
        secretNames.length === 0 ? (
          "None"
        ) : (
          <>
            <span className="font-mono text-xs">{secretNames.join(", ")}</span>, sealed
          </>
        ),
    },
    {
      label: "Made of",
      value: repository ? (
        <VisibleText text={repository.name} />
      ) : (
        "No repository: a breach cannot become a finding."
      ),
    },
    {
      label: "Campaigns",
      value: `${schedules[schedule]}${nextAt === null ? "" : `, next on ${nextAt.toISOString().slice(0, 16).replace("T", " ")} UTC`}; profile ${profile}`,
    },
    {
      label: "At most",
      value: `${caps.maxRequests.toLocaleString("en")} requests, ${caps.requestsPerMinute} a minute, ${caps.concurrency} at once, ${caps.maxMinutes} minutes${caps.maxCostUsd === null ? "" : `, USD ${caps.maxCostUsd}`}`,
    },
  ];
}
