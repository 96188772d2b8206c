import { randomBytes, randomInt } from "node:crypto";
import { newId } from "#lib/base/index.ts";
import { plant } from "./words.ts";

/** What a request can name: real things of a house, or such as there are none of. */
export interface Target {
  readonly slug: string;
  readonly repositoryId: string;
  /** A folder that could be connected. */
  readonly folder: string;
  readonly findingId: string;
  /** A file of the repository. */
  readonly path: string;
  /** A word of a finding's title, to search for. */
  readonly search: string;
  /** A proposed fix, and what an approver saw of it. */
  readonly fixId: string;
  readonly headCommit: string;
  readonly headTree: string;
  readonly patchSha256: string;
  readonly signedFixId: string;
  /** A campaign whose report is signed, and one whose report is not. */
  readonly signedReportId: string;
  readonly reportId: string;
  readonly runId: string;
  /** A run that a model made, and another of the same finding. */
  readonly modelRunId: string;
  readonly otherRunId: string;
  readonly memberId: string;
  readonly invitationId: string;
  readonly inviteToken: string;
  readonly tokenId: string;
  readonly sessionId: string;
  readonly accountId: string;
  readonly connectionId: string;
  readonly connectionName: string;
  /** Where a forge reports to. */
  readonly endpointId: string;
  /** Of an App that was never made: there is none to install. */
  readonly forgeAppId: string;
  /** A token that a forge takes. */
  readonly forgeToken: string;
  /** A forge's id of a repository that the connection reaches. */
  readonly forgeId: string;
  readonly modelKeyId: string;
  /** Where the fake models are asked, which take any key there. */
  readonly modelAddress: string;
  /** An agent under test, its campaign that has ended, and a breach in it. */
  readonly attackTargetId: string;
  readonly campaignId: string;
  readonly caseId: string;
  /** Who asks for a sign-in link. */
  readonly email: string;
  readonly signingKeyId: string;
  readonly passkeyId: string;
  /** What an authenticator answers, as JSON. */
  readonly answer: string;
  /** Of an authenticator app, or for recovery. */
  readonly code: string;
  /** A name nobody has yet, for what is made. */
  readonly fresh: string;
}

/** The same shape, and nothing behind any of it. */
export function phantomOf(): Target {
  const hex = (bytes: number) => randomBytes(bytes).toString("hex");
  return {
    slug: plant(),
    repositoryId: newId("repository"),
    folder: `/${plant()}`,
    findingId: newId("finding"),
    path: `src/${plant()}.py`,
    search: plant(),
    fixId: newId("fix"),
    headCommit: hex(20),
    headTree: hex(20),
    patchSha256: hex(32),
    signedFixId: newId("fix"),
    signedReportId: newId("campaign"),
    reportId: newId("campaign"),
    runId: newId("run"),
    modelRunId: newId("run"),
    otherRunId: newId("run"),
    memberId: newId("member"),
    invitationId: newId("invitation"),
    inviteToken: randomBytes(32).toString("base64url"),
    tokenId: newId("apiToken"),
    sessionId: newId("session"),
    accountId: newId("account"),
    connectionId: newId("connection"),
    connectionName: plant(),
    endpointId: newId("webhook"),
    forgeAppId: newId("forgeApp"),
    forgeToken: `ghp_${plant()}`,
    forgeId: `${randomInt(10 ** 11, 10 ** 12)}`,
    modelKeyId: newId("modelKey"),
    modelAddress: `https://${plant()}.example.test/v1`,
    attackTargetId: newId("attackTarget"),
    campaignId: newId("campaign"),
    caseId: "LLM01-001/plain/1",
    email: `${plant()}@example.test`,
    signingKeyId: newId("signingKey"),
    passkeyId: newId("passkey"),
    answer: JSON.stringify({ id: plant() }),
    code: plant(),
    fresh: plant(),
  };
}
