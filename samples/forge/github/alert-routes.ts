import { gunzipSync } from "node:zlib";
import type { FaceAnswer } from "../server.ts";
import { type Alert, fullName, type Repository } from "../state.ts";
import { GithubRefusal, notFound, unprocessable } from "./refusal.ts";
import { paged, type RepositoryAsked, route, textField } from "./router.ts";
import { repositoryUrl, type Schemas, time } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

export const alertRoutes = [
  route("GET /code-scanning/alerts", { security_events: "read" }, listCode),
  route("GET /dependabot/alerts", { vulnerability_alerts: "read" }, listDependencies),
  route("GET /secret-scanning/alerts", { secret_scanning_alerts: "read" }, listSecrets),
  route("POST /code-scanning/sarifs", { security_events: "write" }, uploadSarif),
];

function open({ repository, query }: RepositoryAsked, kind: Alert["kind"]): readonly Alert[] {
  const states = query.get("state")?.split(",");
  const resolutions = query.get("resolution")?.split(",");
  return repository.alerts.filter((alert) => {
    if (alert.kind !== kind) return false;
    if (states !== undefined && !states.includes(stateOf(alert))) return false;
    const { reason = "" } = alert.dismissed ?? {};
    return resolutions === undefined || resolutions.includes(reason);
  });
}

/** GitHub resolves secrets, whether they were revoked or are none to revoke. */
function stateOf({ kind, state }: Alert) {
  return kind === "secret_scanning" && state !== "open" ? "resolved" : state;
}

function requireScans(world: GithubWorld): void {
  if (world.scansCode) return;
  throw new GithubRefusal(
    403,
    "Code Security must be enabled for this repository to use code scanning.",
  );
}

function urlsOf(world: GithubWorld, repository: Repository, kind: string, alert: Alert) {
  const { number, url } = alert;
  return {
    url: `${repositoryUrl(world, repository)}/${kind}/alerts/${number}`,
    html_url: url ?? `${world.url()}/${fullName(repository)}/security/${kind}/${number}`,
  };
}

function listCode(asked: RepositoryAsked): FaceAnswer {
  const { world, repository } = asked;
  requireScans(world);
  const shapes = open(asked, "code_scanning").map((alert): Schemas["code-scanning-alert-items"] => {
    const urls = urlsOf(world, repository, "code-scanning", alert);
    return {
      ...urls,
      number: alert.number,
      created_at: time(alert.createdAtMs),
      updated_at: time(alert.createdAtMs),
      instances_url: `${urls.url}/instances`,
      state: alert.state,
      fixed_at: null,
      dismissed_by: null,
      dismissed_at: null,
      dismissed_reason: (alert.dismissed?.reason ?? null) as "won't fix" | null,
      dismissed_comment: alert.dismissed?.comment ?? null,
      rule: {
        id: alert.ruleId,
        severity: "error",
        security_severity_level: alert.severity,
        description: alert.title,
        ...(alert.explanation !== undefined && { full_description: alert.explanation }),
        name: alert.ruleId,
        tags: alert.cwe === null ? [] : ["security", `external/cwe/${alert.cwe.toLowerCase()}`],
      },
      tool: { name: alert.tool, guid: null, version: "2.0.0" },
      most_recent_instance: {
        ref: `refs/heads/${repository.defaultBranch}`,
        analysis_key: ".github/workflows/scan.yml:analyze",
        environment: "{}",
        category: ".github/workflows/scan.yml:analyze",
        state: "open",
        commit_sha: "0".repeat(40),
        message: { text: alert.title },
        location: {
          path: alert.path,
          start_line: alert.startLine,
          end_line: alert.endLine,
          start_column: 1,
          end_column: 1,
        },
        classifications: [],
      },
    };
  });
  return paged(asked, shapes);
}

function listDependencies(asked: RepositoryAsked): FaceAnswer {
  const { world, repository } = asked;
  const shapes = open(asked, "dependabot").map((alert) => {
    const {
      dependency = { ecosystem: "npm", name: alert.title, range: "< 1.0.0", fixedIn: "1.0.0" },
    } = alert;
    const named = { ecosystem: dependency.ecosystem, name: dependency.name };
    const vulnerability = {
      package: named,
      severity: alert.severity,
      vulnerable_version_range: dependency.range,
      first_patched_version:
        dependency.fixedIn === null ? null : { identifier: dependency.fixedIn },
    };
    return {
      ...urlsOf(world, repository, "dependabot", alert),
      number: alert.number,
      state: alert.state,
      dependency: { package: named, manifest_path: alert.path, scope: "runtime" },
      security_advisory: {
        ghsa_id: alert.ruleId,
        cve_id: dependency.cve ?? null,
        summary: alert.title,
        description: alert.explanation ?? alert.title,
        vulnerabilities: [vulnerability],
        severity: alert.severity,
        cvss: { score: 0, vector_string: null },
        cwes: alert.cwe === null ? [] : [{ cwe_id: alert.cwe, name: alert.cwe }],
        identifiers: [{ type: "GHSA", value: alert.ruleId }],
        references: [],
        published_at: time(alert.createdAtMs),
        updated_at: time(alert.createdAtMs),
        withdrawn_at: null,
      },
      security_vulnerability: vulnerability,
      created_at: time(alert.createdAtMs),
      updated_at: time(alert.createdAtMs),
      dismissed_at: null,
      dismissed_by: null,
      dismissed_reason: alert.dismissed?.reason ?? null,
      dismissed_comment: alert.dismissed?.comment ?? null,
      fixed_at: null,
    };
  });
  return paged(asked, shapes);
}

function listSecrets(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, query } = asked;
  const shapes = open(asked, "secret_scanning").map((alert) => ({
    ...urlsOf(world, repository, "secret-scanning", alert),
    number: alert.number,
    created_at: time(alert.createdAtMs),
    state: stateOf(alert),
    resolution: alert.dismissed?.reason ?? null,
    resolution_comment: alert.dismissed?.comment ?? null,
    secret_type: alert.ruleId,
    secret_type_display_name: alert.title,
    // Without being asked to hide it, GitHub sends the secret itself.
    ...(query.get("hide_secret") !== "true" && { secret: `secret of alert ${alert.number}` }),
    first_location_detected: {
      path: alert.path,
      start_line: alert.startLine,
      end_line: alert.endLine,
      start_column: 1,
      end_column: 1,
      blob_sha: "0".repeat(40),
      blob_url: `${repositoryUrl(world, repository)}/git/blobs/${"0".repeat(40)}`,
      commit_sha: "0".repeat(40),
      commit_url: `${repositoryUrl(world, repository)}/git/commits/${"0".repeat(40)}`,
    },
  }));
  return paged(asked, shapes);
}

function uploadSarif({ world, repository, json }: RepositoryAsked): FaceAnswer {
  requireScans(world);
  const [commit, ref] = [textField(json, "commit_sha"), textField(json, "ref")];
  if (!/^[0-9a-f]{40}$/.test(commit) || !/^refs\/(heads|pull|tags)\/.+$/.test(ref)) {
    throw unprocessable("Invalid request.");
  }
  let sarif: string;
  try {
    sarif = gunzipSync(Buffer.from(textField(json, "sarif"), "base64")).toString("utf8");
  } catch {
    throw new GithubRefusal(400, "The sarif parameter is not gzipped and encoded in base64.");
  }
  repository.uploadedSarif.push({ commit, ref, sarif });
  const id = crypto.randomUUID();
  const url = `${repositoryUrl(world, repository)}/code-scanning/sarifs/${id}`;
  if (sarif === "") throw notFound();
  return { status: 202, body: { id, url } };
}
