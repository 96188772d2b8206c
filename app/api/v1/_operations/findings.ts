import { z } from "zod";
import { operation } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import { severities } from "#lib/base/index.ts";
import {
  exportSarif,
  findingOrders,
  findingStates,
  fixStandings,
  getFinding,
  importSarif,
  listFindings,
  maxTriaged,
  triageDecision,
  triageFinding,
  triageFindings,
} from "#lib/services/findings/index.ts";
import { finding, findingDetail, importedSarif, triaged } from "./models.ts";
import { given, idText, page, pageOf, pageQuery, searchText } from "./pages.ts";

const area = "Findings";
const id = z.string().min(1).max(64);
const ageDays = z.coerce.number().int().min(0).max(3650).optional();

/** Which findings are meant, in an address and in a body alike. */
const matchShape = {
  state: z.enum([...findingStates, "all"]).optional(),
  severity: z.enum(severities).optional(),
  repositoryId: idText,
  ruleId: idText,
  ruleFamily: idText.describe("The first part of the ids of Etna's own rules, such as js."),
  olderThanDays: ageDays.describe("First seen at least so many days ago."),
  overdue: z.literal("true").optional().describe("Only those that are overdue."),
  fix: z
    .enum(fixStandings)
    .optional()
    .describe("A rule can repair it and no fix is open; a fix is open or merged; or neither."),
  search: searchText.describe("Words of the title, the message, the path or the rule."),
};

type Match = z.output<z.ZodObject<typeof matchShape>>;

function matchOf({ overdue, ...match }: Match) {
  return { ...given(match), ...(overdue && { overdue: true }) };
}

const sarifLog = z.looseObject({ version: z.literal("2.1.0"), runs: z.array(z.looseObject({})) });

export const listFindingsOperation = operation({
  id: "listFindings",
  method: "GET",
  path: "/findings",
  area,
  summary: "Findings, gravest and oldest first.",
  detail: "Without a state, the open ones. Sorted by due, what has no deadline comes last.",
  access: "read",
  status: 200,
  query: z.strictObject({
    ...matchShape,
    sort: z.enum(findingOrders).optional(),
    ...pageQuery,
  }),
  answer: pageOf(finding),
  async run({ organizationId }, { query: { limit, sort, after, ...match } }) {
    const order = given({ sort, after });
    const filter = { ...matchOf(match), ...order, limit: limit + 1 };
    return page(await listFindings(organizationId, filter), limit, (each) => each.id);
  },
});

export const getFindingOperation = operation({
  id: "getFinding",
  method: "GET",
  path: "/findings/{id}",
  area,
  summary: "One finding, with the code around it.",
  access: "read",
  status: 200,
  answer: findingDetail,
  run: ({ organizationId }, { id }) => requireFinding(organizationId, id),
});

export const triageFindingOperation = operation({
  id: "triageFinding",
  method: "POST",
  path: "/findings/{id}/triage",
  area,
  summary: "Decide about a finding: ignore it, let it sleep, or open it again.",
  detail:
    "The decision holds until somebody decides otherwise. A finding that is fixed is answered 409.",
  access: "triage",
  status: 200,
  body: triageDecision,
  answer: findingDetail,
  async run({ actor, organizationId }, { id, body }) {
    await triageFinding(actor, organizationId, id, body);
    return await requireFinding(organizationId, id);
  },
});

export const triageFindingsOperation = operation({
  id: "triageFindings",
  method: "POST",
  path: "/findings/triage",
  area,
  summary: "Decide about many findings at once.",
  detail: `All or none: those with these ids, or the gravest and oldest ${maxTriaged} that match. What is fixed is passed over and counted. One event of the audit log lists each that changed. Repeated, it changes nothing.`,
  access: "triage",
  status: 200,
  refusals: [404, 409],
  body: z.strictObject({
    findings: z.union([
      z.strictObject({ findingIds: z.array(id).min(1).max(maxTriaged) }),
      z.strictObject({ matching: z.strictObject(matchShape) }),
    ]),
    decision: triageDecision,
  }),
  answer: triaged,
  run({ actor, organizationId }, { body: { findings, decision } }) {
    const chosen = "matching" in findings ? { matching: matchOf(findings.matching) } : findings;
    return triageFindings(actor, organizationId, chosen, decision);
  },
});

export const importSarifOperation = operation({
  id: "importSarif",
  startsWork: true,
  method: "POST",
  path: "/repositories/{id}/sarif",
  area,
  summary: "Take in what another scanner reports, as SARIF 2.1.0.",
  detail:
    "Plain or gzip: 4 MB as sent, 20 MB unpacked, 25,000 results. What the tool reported before and no longer does is closed, within one automationDetails category. A result that one of Etna's own findings reports too, by weakness and overlapping lines, is joined to it. The same file again changes nothing.",
  access: "triage",
  status: 200,
  file: {
    mediaTypes: ["application/sarif+json", "application/json", "application/gzip"],
    maxBytes: 4 * 1024 * 1024,
  },
  body: sarifLog,
  answer: importedSarif,
  run: ({ actor, organizationId }, { id, file }) => importSarif(actor, organizationId, id, file),
});

export const exportSarifOperation = operation({
  id: "exportSarif",
  method: "GET",
  path: "/repositories/{id}/findings.sarif",
  area,
  summary: "The open findings of Etna's own rules, as SARIF 2.1.0.",
  detail:
    "As of the commit that was last scanned, with fingerprints that stay the same when lines move. Findings of other scanners are not in it. A repository that was never scanned is answered 409.",
  access: "read",
  status: 200,
  answer: sarifLog,
  answerType: "application/sarif+json",
  refusals: [409],
  run: async ({ organizationId }, { id }) => (await exportSarif(organizationId, id)).sarif,
});

async function requireFinding(organizationId: string, id: string) {
  const found = await getFinding(organizationId, id);
  if (found === null) throw nothingHere();
  return found;
}
