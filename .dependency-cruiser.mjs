const room = (layer, name) => `^lib/${layer}/${name}/`;
const services = (...names) => `^lib/services/(${names.join("|")})/`;

/** Which services a service may enter, besides the two that everyone may: audit and organizations. */
const between = {
  runs: ["findings", "fixes", "repositories", "attempts"],
  attempts: ["model-keys"],
  fixes: ["repositories", "provenance", "findings", "identity", "second-factor"],
  // The code around a place that a scanner reported.
  findings: ["repositories"],
  // The first connection binds the organization to its key, in one transaction.
  repositories: ["provenance", "connections"],
  // Who connects the sample forge has an account there, made for them.
  connections: ["identity"],
  // A report is a reason to look: what it is about stands in all of these.
  webhooks: ["connections", "repositories", "fixes", "runs", "findings", "identity"],
  // Codes are counted where they are checked, so that no caller can forget to.
  "second-factor": ["admission"],
  export: ["provenance", "attempts"],
  // A breach becomes a finding; money is counted as that of models is.
  campaigns: ["model-keys", "findings", "provenance"],
  staff: ["identity"],
};

const insideARoom = "^lib/(engines|platform|services)/[^/]+/(?!index\\.ts$)";

const forbid = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    forbid("no-circles", {}, { circular: true }),
    forbid(
      "no-orphans",
      { orphan: true, path: "^(lib|components)/", pathNot: ["generated/", "\\.d\\.ts$"] },
      {},
    ),
    forbid(
      "base-imports-nothing-of-ours",
      { path: "^lib/base/" },
      { path: "^(app|components|bin|lib/(?!base/))" },
    ),
    forbid(
      "engines-know-base-only",
      { path: "^lib/engines/([^/]+)/", pathNot: "^lib/engines/(second-opinion|log|agent)/" },
      { path: "^(app|components|bin|lib/(?!base/))", pathNot: "^lib/engines/$1/" },
    ),
    forbid(
      "second-opinion-knows-verify",
      { path: room("engines", "second-opinion") },
      {
        path: "^(app|components|bin|lib/(?!base/))",
        pathNot: "^lib/engines/(second-opinion|verify)/",
      },
      "It is the Node half of engines/verify, which must stay free of node: imports.",
    ),
    forbid(
      "log-knows-verify",
      { path: room("engines", "log") },
      { path: "^(app|components|bin|lib/(?!base/))", pathNot: "^lib/engines/(log|verify)/" },
      "A log is served and followed by the very tree that bundles are verified with.",
    ),
    forbid(
      "agent-knows-rules-and-patch",
      { path: room("engines", "agent") },
      { path: "^(app|components|bin|lib/(?!base/))", pathNot: "^lib/engines/(agent|rules|patch)/" },
      "Its guards are the patch's, its context is found in the trees that rules parse.",
    ),
    forbid(
      "verify-runs-in-a-browser",
      { path: "^lib/(engines/verify|base)/" },
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "platform-knows-no-service",
      { path: "^lib/platform/" },
      { path: "^(app|components|bin|lib/services/)" },
    ),
    forbid(
      "platform-knows-engines-by-type",
      { path: "^lib/platform/" },
      { path: "^lib/engines/", dependencyTypesNot: ["type-only"] },
    ),
    forbid("services-look-down", { path: "^lib/services/" }, { path: "^(app|components|bin)/" }),
    ...[
      "audit",
      "organizations",
      "identity",
      "repositories",
      "findings",
      "runs",
      "attempts",
      "model-keys",
      "fixes",
      "provenance",
      "admission",
      "api-tokens",
      "second-factor",
      "connections",
      "webhooks",
      "custody",
      "export",
      "campaigns",
    ].map((name) =>
      forbid(
        `${name}-enters-only-what-it-may`,
        { path: room("services", name) },
        {
          path: "^lib/services/",
          pathNot: services(
            name,
            "audit",
            ...(name === "audit" ? [] : ["organizations"]),
            ...(between[name] ?? []),
          ),
        },
      ),
    ),
    forbid(
      "app-calls-services",
      { path: "^app/" },
      { path: "^(bin|lib/(engines/(?!verify/)|platform/))" },
      "A route parses, calls one verb, and renders.",
    ),
    forbid(
      "components-draw",
      { path: "^components/" },
      { path: "^(app|bin|lib/(?!base/|engines/verify/))", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "only-audit-writes",
      { pathNot: "^lib/(services/audit|platform/db)/" },
      { path: "^lib/platform/db/writer\\.ts$" },
    ),
    forbid(
      "only-platform-db-knows-prisma",
      { path: "^(app|components|bin|lib)/", pathNot: "^lib/platform/(db|migrations)/" },
      { path: "(@prisma/|^lib/platform/db/generated/)" },
    ),
    forbid(
      "rooms-have-one-door",
      { path: "^lib/([^/]+)/([^/]+)/" },
      { path: insideARoom, pathNot: ["^lib/$1/$2/", "^lib/platform/db/writer\\.ts$"] },
    ),
    forbid(
      "rooms-have-one-door-from-outside",
      { path: "^(app|components|bin|bench|lib/base)" },
      { path: insideARoom },
    ),
    forbid(
      "no-product-code-from-tests",
      { path: "^(app|components|bin|lib)/" },
      { path: "^(tests|bench)/" },
    ),
    forbid(
      "samples-stand-alone",
      { path: "^samples/" },
      { path: "^(app|components|bin|bench|tests|lib/(?!base/))" },
      "The sample forge knows Etna as any forge does: over the wire.",
    ),
    forbid(
      "samples-are-started-and-tested",
      { path: "^(app|components|lib)/" },
      { path: "^samples/" },
    ),
    forbid(
      "samples-need-no-development-package",
      { path: "^samples/" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "only-declared-packages",
      { path: "^(app|components|bin|lib|bench|samples|tests)" },
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    ),
    forbid("everything-resolves", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "lib/platform/db/generated"] },
    exclude: { path: ["^\\.next", "^\\.etna", "^samples/parcel-desk"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["main", "types"],
    },
    skipAnalysisNotInRules: true,
  },
};
