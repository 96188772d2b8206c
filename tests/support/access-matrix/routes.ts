import type { Entry } from "./pages.ts";

const name = "the organization's name";
const published = [name, "the name of a key", "the signed fix"];

/** By method and route of its route.ts, but for those below /api/v1: operations.ts has them. */
export const routes: Readonly<Record<string, Entry>> = {
  "GET /api/auth/[...nextauth]": { may: "anyone", path: () => "/api/auth/session" },
  "GET /api/health": { may: "anyone", path: () => "/api/health" },
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
  "GET /o/[organization]/runs/[id]/events": {
    may: "viewer",
    path: (t) => `/o/${t.slug}/runs/${t.runId}/events`,
  },
  "GET /verify/[id]/[file]": {
    may: "anyone",
    path: (t) => `/verify/${t.signedFixId}/keys.json`,
    shows: published,
    never: (t, phantom) => [
      `/verify/${t.signedFixId}/fix.patch`,
      `/verify/${t.fixId}/fix.sigstore.json`,
      `/verify/${phantom.fixId}/fix.sigstore.json`,
    ],
  },
  "GET /verify/trusted_root.json": {
    may: "anyone",
    path: () => "/verify/trusted_root.json",
    // The log's own key stands in every bundle.
    shows: ["the signed fix"],
  },
};
