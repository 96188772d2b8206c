import { z } from "zod";
import { operation, peopleOnly } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import { fixStates, getFix, listFixes } from "#lib/services/fixes/index.ts";
import { fix, fixDetail } from "./models.ts";
import { given, idText, page, pageOf, pageQuery, searchText } from "./pages.ts";

const area = "Fixes";

export const listFixesOperation = operation({
  id: "listFixes",
  method: "GET",
  path: "/fixes",
  area,
  summary: "Fixes, newest first.",
  access: "read",
  status: 200,
  query: z.strictObject({
    state: z.enum(fixStates).optional(),
    repositoryId: idText,
    signed: z.literal("true").optional().describe("Only those that carry a signature."),
    search: searchText.describe("Words of the title."),
    ...pageQuery,
  }),
  answer: pageOf(fix),
  async run({ organizationId }, { query: { limit, state, signed, ...filter } }) {
    const fixes = await listFixes(organizationId, {
      ...given(filter),
      ...(state && { states: [state] }),
      ...(signed && { signed: true }),
      limit: limit + 1,
    });
    return page(fixes, limit, ({ id }) => id);
  },
});

export const getFixOperation = operation({
  id: "getFix",
  method: "GET",
  path: "/fixes/{id}",
  area,
  summary: "One fix: what it changes, who approved which commit, and how it is signed.",
  access: "read",
  status: 200,
  answer: fixDetail,
  run: ({ organizationId }, { id }) => requireFix(organizationId, id),
});

export const getFixPatchOperation = operation({
  id: "getFixPatch",
  method: "GET",
  path: "/fixes/{id}/patch",
  area,
  summary: "The change of a fix as a unified diff; its SHA-256 is the fix's patchSha256.",
  access: "read",
  status: 200,
  answer: z.string(),
  answerType: "text/x-diff; charset=utf-8",
  run: async ({ organizationId }, { id }) => (await requireFix(organizationId, id)).patch,
});

export const approveFixOperation = peopleOnly({
  id: "approveFix",
  method: "POST",
  path: "/fixes/{id}/approve",
  area,
  summary: "Approving is for people.",
  people: "No API token may approve a fix: a person approves in the console.",
});

export const rejectFixOperation = peopleOnly({
  id: "rejectFix",
  method: "POST",
  path: "/fixes/{id}/reject",
  area,
  summary: "Rejecting is for people.",
  people: "No API token may reject a fix: a person rejects in the console.",
});

async function requireFix(organizationId: string, id: string) {
  const found = await getFix(organizationId, id);
  if (found === null) throw nothingHere();
  return found;
}
