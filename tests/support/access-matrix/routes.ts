import type { Entry } from "./pages.ts";

const name = "the organization's name";
// keys.json carries the head under which it was logged.
const published = [name, "the name of a key", "the signed fix", "the root of the log"];

/** By method and route of its route.ts, but for those below /api/v1: operations.ts has them. */
export const routes: Readonly<Record<string, Entry>> = {
  "GET /api/auth/[...nextauth]": { may: "anyone", path: () => "/api/auth/session" },
  // The token of an attempt under way is what opens it; there is none here.
  ...Object.fromEntries(
    ["GET", "POST", "DELETE"].map((method) => [
      `${method} /agent-tools/[token]/[...path]`,
      { may: "anyone", path: () => "/agent-tools/0123456789abcdef/tools", status: [404] } as const,
    ]),
  ),
  "GET /api/health": { may: "anyone", path: () => "/api/health" },
  // A signature speaks for these, and none here has one.
  "POST /api/webhooks/github/[id]": {
    may: "anyone",
    path: (t) => `/api/webhooks/github/${t.endpointId}`,
    status: [401],
    never: (t, phantom) => [
      `/api/webhooks/github/${phantom.endpointId}`,
      `/api/webhooks/github/${t.connectionId}`,
    ],
  },
  "POST /api/webhooks/gitlab/[id]": {
    may: "anyone",
    path: (t) => `/api/webhooks/gitlab/${t.endpointId}`,
    status: [404],
  },
  // For whoever set out from this browser for a forge; none here has.
  "GET /connect/github/return": {
    may: "anyone",
    path: () => "/connect/github/return?code=a&state=b",
    status: [404],
  },
  "GET /connect/gitlab/return": {
    may: "anyone",
    path: () => "/connect/gitlab/return?code=a&state=b",
    status: [404],
  },
  "GET /log/checkpoint": {
    may: "anyone",
    path: () => "/log/checkpoint",
    shows: ["the root of the log"],
  },
  "GET /log/log.json": { may: "anyone", path: () => "/log/log.json" },
  "GET /log/tile/[...path]": { may: "anyone", path: () => "/log/tile/entries/000.p/1" },
  "GET /o/[organization]/settings/connections/installed/[app]": {
    may: "viewer",
    path: (t) =>
      `/o/${t.slug}/settings/connections/installed/${t.forgeAppId}?installation_id=1&setup_action=install`,
    // To a page that says whether it was connected.
    status: [303],
    refused: [307, 404],
  },
  "POST /o/[organization]/settings/data/export.tar.gz": {
    may: "admin",
    fresh: true,
    changes: true,
    path: (t) => `/o/${t.slug}/settings/data/export.tar.gz`,
    // Whoever only has to confirm that it is them is led to where they can.
    refused: [303, 401, 403, 404],
  },
  "GET /o/[organization]/campaigns/[id]/events": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/campaigns/${t.campaignId}/events`,
  },
  "GET /o/[organization]/campaigns/[id]/report/[format]": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/campaigns/${t.reportId}/report/json`,
  },
  "GET /o/[organization]/events": { may: "viewer", path: (t) => `/o/${t.slug}/events` },
  "GET /o/[organization]/fixes/[id]/events": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/fixes/${t.fixId}/events`,
  },
  "GET /o/[organization]/keys/keys.json": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/keys/keys.json`,
    sees: "the name of a key",
  },
  "GET /o/[organization]/repositories/[id]/findings.sarif": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/repositories/${t.repositoryId}/findings.sarif`,
    sees: "the path of a file",
  },
  "GET /o/[organization]/runs/[id]/events": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/runs/${t.runId}/events`,
  },
  "GET /o/[organization]/runs/[id]/ledger.json": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/runs/${t.modelRunId}/ledger.json`,
    sees: "the path of a file",
  },
  "GET /attestations/[name]/[version]": {
    may: "anyone",
    path: () => "/attestations/approved-fix/v1",
    status: [308],
  },
  "GET /docs/attestations/[name]/[version]/schema.json": {
    may: "anyone",
    path: () => "/docs/attestations/merged-as/v1/schema.json",
  },
  "GET /docs/attacks/seed.schema.json": {
    may: "anyone",
    path: () => "/docs/attacks/seed.schema.json",
  },
  "GET /docs/attacks/target.schema.json": {
    may: "anyone",
    path: () => "/docs/attacks/target.schema.json",
  },
  "GET /docs/config/schema.json": {
    may: "anyone",
    path: () => "/docs/config/schema.json",
  },
  "GET /verify/[id]/[file]": {
    may: "anyone",
    path: (t) => `/verify/${t.signedFixId}/keys.json`,
    shows: published,
    never: (t, phantom) => [
      `/verify/${t.signedFixId}/fix.patch`,
      `/verify/${t.fixId}/fix.sigstore.json`,
      `/verify/${phantom.fixId}/fix.sigstore.json`,
      `/verify/${t.signedReportId}/report.json`,
      `/verify/${t.reportId}/bundle.json`,
    ],
  },
  "GET /verify/[id]/badge.svg": {
    may: "anyone",
    path: (t) => `/verify/${t.signedFixId}/badge.svg`,
  },
  "GET /verify/trusted_root.json": {
    may: "anyone",
    path: () => "/verify/trusted_root.json",
    // The log's own key stands in every bundle.
    shows: ["the signed fix"],
  },
};
