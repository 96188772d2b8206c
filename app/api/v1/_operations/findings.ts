import { z } from "zod";
import { operation } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import { severities } from "#lib/base/index.ts";
import {
  exportSarif,
  findingStates,
  getFinding,
  importSarif,
  listFindings,
  triageDecision,
  triageFinding,
} from "#lib/services/findings/index.ts";
import { finding, findingDetail, importedSarif } from "./models.ts";
import { given, idText, page, pageOf, pageQuery, searchText } from "./pages.ts";

const area = "Findings";
const sarifLog = z.looseObject({ version: z.literal("2.1.0"), runs: z.array(z.looseObject({})) });

export const listFindingsOperation = operation({
  id: "listFindings",
  method: "GET",
  path: "/findings",
  area,
  summary: "Findings, gravest and oldest first.",
  detail: "Without a state, the open ones.",
  access: "read",
  status: 200,
  query: z.strictObject({
    state: z.enum([...findingStates, "all"]).optional(),
    severity: z.enum(severities).optional(),
    repositoryId: idText,
    ruleId: idText,
    search: searchText.describe("Words of the title, the message, the path or the rule."),
    ...pageQuery,
  }),
  answer: pageOf(finding),
  async run({ organizationId }, { query: { limit, ...filter } }) {
    const items = await listFindings(organizationId, { ...given(filter), limit: limit + 1 });
    return page(items, limit, ({ id }) => id);
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
