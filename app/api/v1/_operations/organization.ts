import { z } from "zod";
import { operation } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import { keysDocumentSchema } from "#lib/engines/verify/index.ts";
import { listEvents } from "#lib/services/audit/index.ts";
import { listMembers } from "#lib/services/organizations/index.ts";
import { publishedKeys } from "#lib/services/provenance/index.ts";
import { auditEvent, member } from "./models.ts";
import { chainQuery, page, pageOf } from "./pages.ts";

const area = "Organization";

export const getKeysOperation = operation({
  id: "getKeys",
  method: "GET",
  path: "/keys",
  area,
  summary: "The public halves of every key the organization has signed with.",
  detail:
    "It is the keys.json that etna verify takes. Nothing is there before the first connection.",
  access: "read",
  status: 200,
  refusals: [404],
  answer: keysDocumentSchema,
  async run({ organizationId }) {
    const keys = await publishedKeys(organizationId);
    if (keys === null) throw nothingHere();
    return keys;
  },
});

export const listMembersOperation = operation({
  id: "listMembers",
  method: "GET",
  path: "/members",
  area,
  summary: "Everyone in the organization, in the order they joined.",
  access: "read",
  status: 200,
  answer: z.object({ items: z.array(member) }),
  run: async ({ organizationId }) => ({ items: (await listMembers(organizationId)).members }),
});

export const listAuditEventsOperation = operation({
  id: "listAuditEvents",
  method: "GET",
  path: "/audit-events",
  area,
  summary: "Every change, newest first, each bound by its hash to the one before.",
  access: "read",
  status: 200,
  query: z.strictObject(chainQuery),
  answer: pageOf(auditEvent),
  async run({ organizationId }, { query: { after, limit } }) {
    const events = await listEvents(organizationId, {
      ...(after !== undefined && { before: BigInt(after) }),
      limit: limit + 1,
    });
    return page(events, limit, ({ seq }) => seq);
  },
});
