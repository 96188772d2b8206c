import type { Asked } from "./access.ts";
import type { Target } from "./target.ts";

export interface Entry extends Asked {
  readonly path: (t: Target) => string;
  /** What those who may are answered; 200 where it is absent. */
  readonly status?: readonly number[];
  /** What the rest is answered, where it is not what that kind of thing answers. */
  readonly refused?: readonly number[];
  /** What those who may must find in it, by what the canary stands for. */
  readonly sees?: string;
  /** What whoever may is told of the house, though they be strangers. */
  readonly shows?: readonly string[];
  /** A route that leaves something behind, if only an event. */
  readonly changes?: true;
  /** Addresses that look to everyone as if nothing were there. */
  readonly never?: (t: Target, phantom: Target) => readonly string[];
}

const name = "the organization's name";
const address = "a person's address";
const title = "the title of a finding";
const repository = "a repository";
const agent = "the name of a target";

function member(path: (t: Target) => string, sees = name): Entry {
  return { may: "viewer", path: (t) => `/o/${t.slug}${path(t)}`, sees };
}

/** By the route of its page.tsx. A page is asked for as HTML, and as the data its router reads. */
export const pages: Readonly<Record<string, Entry>> = {
  "/": { may: "anyone", path: () => "/" },
  "/account/security": { may: "signedIn", path: () => "/account/security", sees: address },
  "/confirm": { may: "signedIn", path: () => "/confirm", sees: address },
  "/second-factor": {
    may: "halfIn",
    path: () => "/second-factor",
    refused: [307],
    sees: address,
  },
  // It shows what the browser that looks has just set out for; none here has.
  "/connect/github/new": {
    may: "anyone",
    path: () => "/connect/github/new",
    // As data, that nothing is there comes inside of it.
    status: [404, 200],
  },
  "/docs/attacks": { may: "anyone", path: () => "/docs/attacks" },
  "/docs/attacks/[id]": { may: "anyone", path: () => "/docs/attacks/LLM01-001" },
  "/docs/api": { may: "anyone", path: () => "/docs/api" },
  "/docs/attestations/[name]/[version]": {
    may: "anyone",
    path: () => "/docs/attestations/merged-as/v1",
  },
  "/docs/config": { may: "anyone", path: () => "/docs/config" },
  "/docs/rules": { may: "anyone", path: () => "/docs/rules" },
  "/docs/rules/[...rule]": { may: "anyone", path: () => "/docs/rules/py/yaml-load" },
  "/invite/[token]": {
    may: "anyone",
    whole: true,
    path: (t) => `/invite/${t.inviteToken}`,
    sees: name,
    shows: [name, "a person's name", "an invited address"],
    never: (t, phantom) => [`/invite/${phantom.inviteToken}`, `/invite/${t.invitationId}`],
  },
  "/log": { may: "anyone", path: () => "/log", shows: ["the root of the log"] },
  "/log/entries/[index]": { may: "anyone", path: () => "/log/entries/0" },
  "/o/[organization]": member(() => ""),
  // Its status is out before the page is known to be none: the shell streams ahead.
  "/o/[organization]/[...rest]": member(() => "/nothing/here"),
  "/o/[organization]/audit": member(() => "/audit", "audit_events.hash"),
  "/o/[organization]/campaigns": member(() => "/campaigns", agent),
  "/o/[organization]/campaigns/[id]": member((t) => `/campaigns/${t.campaignId}`, agent),
  "/o/[organization]/campaigns/[id]/cases": member(
    (t) => `/campaigns/${t.campaignId}/cases`,
    agent,
  ),
  "/o/[organization]/campaigns/[id]/cases/[...case]": member(
    (t) => `/campaigns/${t.campaignId}/cases/${t.caseId}`,
    agent,
  ),
  "/o/[organization]/campaigns/[id]/compare": member(
    (t) => `/campaigns/${t.campaignId}/compare`,
    agent,
  ),
  "/o/[organization]/campaigns/[id]/summary": member((t) => `/campaigns/${t.reportId}/summary`),
  "/o/[organization]/campaigns/targets/new": member(() => "/campaigns/targets/new"),
  "/o/[organization]/campaigns/targets/[id]": member(
    (t) => `/campaigns/targets/${t.attackTargetId}`,
    agent,
  ),
  "/o/[organization]/campaigns/targets/[id]/edit": member(
    (t) => `/campaigns/targets/${t.attackTargetId}/edit`,
    agent,
  ),
  "/o/[organization]/campaigns/targets/[id]/settings": member(
    (t) => `/campaigns/targets/${t.attackTargetId}/settings`,
    agent,
  ),
  "/o/[organization]/campaigns/targets/[id]/start": member(
    (t) => `/campaigns/targets/${t.attackTargetId}/start`,
    agent,
  ),
  "/o/[organization]/findings": member(() => "/findings", title),
  "/o/[organization]/findings/[id]": member((t) => `/findings/${t.findingId}`, "a line of code"),
  "/o/[organization]/fixes": member(() => "/fixes", repository),
  "/o/[organization]/fixes/[id]": member((t) => `/fixes/${t.fixId}`, "a line of code"),
  "/o/[organization]/keys": member(() => "/keys"),
  "/o/[organization]/repositories": member(() => "/repositories", repository),
  "/o/[organization]/repositories/[id]": member(
    (t) => `/repositories/${t.repositoryId}`,
    repository,
  ),
  "/o/[organization]/runs": member(() => "/runs", repository),
  "/o/[organization]/runs/[id]": member((t) => `/runs/${t.runId}`, repository),
  "/o/[organization]/runs/[id]/compare/[other]": member(
    (t) => `/runs/${t.modelRunId}/compare/${t.otherRunId}`,
    title,
  ),
  "/o/[organization]/settings": member(() => "/settings"),
  "/o/[organization]/settings/account": member(() => "/settings/account", "a person's address"),
  "/o/[organization]/settings/connections": member(
    () => "/settings/connections",
    "an account on a forge",
  ),
  "/o/[organization]/settings/connections/[id]": member(
    (t) => `/settings/connections/${t.connectionId}`,
    "an account on a forge",
  ),
  "/o/[organization]/settings/data": member(() => "/settings/data"),
  "/o/[organization]/settings/model-keys": member(
    () => "/settings/model-keys",
    "the name of a model key",
  ),
  "/o/[organization]/settings/policies": member(() => "/settings/policies"),
  "/o/[organization]/settings/members": member(() => "/settings/members", "an invited address"),
  "/o/[organization]/settings/sessions": member(() => "/settings/sessions", "the id of a session"),
  "/o/[organization]/settings/tokens": member(() => "/settings/tokens", "the name of an API token"),
  // Whoever is signed in is sent on.
  "/sign-in": { may: "anyone", path: () => "/sign-in", status: [200, 307] },
  "/sign-in/elsewhere": { may: "anyone", path: () => "/sign-in/elsewhere" },
  "/sign-in/sent": { may: "anyone", path: () => "/sign-in/sent" },
  "/verify": { may: "anyone", path: () => "/verify" },
  "/verify/[id]": {
    may: "anyone",
    path: (t) => `/verify/${t.signedFixId}`,
    sees: name,
    shows: [name, "the name of a key", "the signed fix", "the root of the log"],
    never: (t, phantom) =>
      [t.fixId, phantom.fixId, t.reportId, phantom.reportId].map((id) => `/verify/${id}`),
  },
  "/welcome": { may: "signedIn", path: () => "/welcome?new=1" },
};
