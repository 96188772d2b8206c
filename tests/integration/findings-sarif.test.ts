import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { apiCaller, apiRoutes } from "../support/api.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedProject,
  hostedRepository,
} from "../support/hosted-repository.ts";
import { bytes, log, result, run } from "../support/sarif.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";

let w: ForgeWorld;
let team: Team;
let other: Team;
let worker: Worker | undefined;
let count = 0;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Sarif Out");
  other = await openTeam(w.world, w.s, "Sarif Elsewhere");
  w.github.sendsHooks = false;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { workflows } = await import("../../bin/ground/workflows.ts");
  worker = await startWorker({ workflows });
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

function onGithub(): Promise<HostedRepository> {
  return hostedRepository(w, team, `out${++count}`, faultyFiles(2));
}

async function scanned({ repositoryId }: HostedRepository) {
  const { id } = await w.s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
  return await endOfRun(w.s, team.organizationId, id);
}

async function exported({ repositoryId }: HostedRepository) {
  return await w.s.findings.exportSarif(team.organizationId, repositoryId);
}

async function policy(uploadSarif: boolean): Promise<void> {
  await w.s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, { uploadSarif });
}

async function uploading(work: () => Promise<void>): Promise<void> {
  await policy(true);
  try {
    await work();
  } finally {
    await policy(false);
  }
}

describe("what Etna found, as SARIF", () => {
  it("holds the open findings of its own rules, known by the same prints when lines move", async () => {
    const at = await onGithub();
    await scanned(at);
    const place = { uri: "src/sheet-01.py", line: 1 };
    const theirs = bytes(log(run("Scout", [result("a", place)])));
    const developer = team.as("developer");
    await w.s.findings.importSarif(developer, team.organizationId, at.repositoryId, theirs);
    const before = await exported(at);
    const prints = ({ sarif }: typeof before) =>
      sarif.runs[0]!.results.map(({ partialFingerprints }) => partialFingerprints["etna/v1"]);
    expect(before.commit).toBe(await at.repository.git.resolve("refs/heads/main"));
    expect(before.sarif.runs[0]!.results).toMatchObject(
      ["src/sheet-01.py", "src/sheet-02.py"].map((uri) => ({
        ruleId: "py/yaml-load",
        locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 5 } } }],
      })),
    );
    const [text] = Object.values(faultyFiles(1)).slice(1);
    await at.forge.push(at.repository, "main", { "src/sheet-01.py": `# moved\n${text}` }, at.owner);
    await scanned(at);
    const after = await exported(at);
    expect(prints(after)).toEqual(prints(before));
    expect(after.sarif.runs[0]!.results[0]).toMatchObject({
      locations: [{ physicalLocation: { region: { startLine: 6 } } }],
    });
  });

  it("leaves out what people decided not to fix", async () => {
    const at = await onGithub();
    await scanned(at);
    const filter = { repositoryId: at.repositoryId, limit: 10 };
    const [first] = await w.s.findings.listFindings(team.organizationId, filter);
    const ignored = { decision: "ignore", reason: "Known to us" } as const;
    const developer = team.as("developer");
    await w.s.findings.triageFinding(developer, team.organizationId, first!.id, ignored);
    expect((await exported(at)).sarif.runs[0]!.results).toHaveLength(1);
  });

  it("reads back as the very findings that it holds", async () => {
    const at = await onGithub();
    await scanned(at);
    const { sarif } = await exported(at);
    const back = await w.s.findings.importSarif(
      team.as("developer"),
      team.organizationId,
      at.repositoryId,
      bytes(sarif),
    );
    expect(back).toMatchObject({ found: 2, joined: 2, leftOut: 0 });
  });

  it("is answered to a token that may read, and to nobody elsewhere", async () => {
    const at = await onGithub();
    const tokenOf = async (of: Team) => {
      const request = { name: "Reader", scopes: ["read" as const], days: 30 as const };
      return (await w.s.apiTokens.createToken(of.as("viewer"), of.organizationId, request)).token;
    };
    const call = apiCaller(await apiRoutes());
    const path = `/repositories/${at.repositoryId}/findings.sarif`;
    const token = await tokenOf(team);
    expect((await call("GET", path, { token })).status).toBe(409);
    await scanned(at);
    const answer = await call("GET", path, { token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/sarif+json");
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify((await exported(at)).sarif)));
    expect((await call("GET", path, { token: await tokenOf(other) })).status).toBe(404);
  });
});

describe("after a scan", () => {
  it("nothing is handed over unless the policy says so", async () => {
    const at = await onGithub();
    const { steps } = await scanned(at);
    expect(at.repository.uploadedSarif).toEqual([]);
    expect(steps.map(({ name }) => name)).toEqual(["snapshot", "scan"]);
  });

  it("the open findings go to GitHub, of the commit and the branch that were scanned", async () => {
    await uploading(async () => {
      const at = await onGithub();
      const { state, steps } = await scanned(at);
      const { commit, sarif } = await exported(at);
      expect(at.repository.uploadedSarif).toEqual([
        { commit, ref: "refs/heads/main", sarif: JSON.stringify(sarif) },
      ]);
      expect(state).toBe("succeeded");
      const upload = { name: "upload", state: "done", detail: "2 findings handed over." };
      expect(steps.at(-1)).toMatchObject(upload);
    });
  });

  it("a GitHub that takes none fails no scan, and the run says why", async () => {
    await uploading(async () => {
      const at = await onGithub();
      w.github.world.scansCode = false;
      const { state, outcome, steps } = await scanned(at);
      w.github.world.scansCode = true;
      expect(state).toBe("succeeded");
      expect(outcome).toContain("2 open");
      expect(steps.at(-1)).toMatchObject({
        name: "upload",
        state: "done",
        detail: expect.stringMatching(/^Not taken\. .* takes no SARIF: code scanning is off/),
      });
    });
  });

  it("GitLab, which takes none, is not asked", async () => {
    await uploading(async () => {
      const at = await hostedProject(w, team, "out-lab", faultyFiles(1));
      const { state, steps } = await scanned(at);
      expect(state).toBe("succeeded");
      expect(steps.map(({ name }) => name)).toEqual(["snapshot", "scan"]);
    });
  });
});
