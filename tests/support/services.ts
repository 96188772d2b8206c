/** Every service, loaded after the world has set the environment. */
export async function loadServices() {
  return {
    apiTokens: await import("#lib/services/api-tokens/index.ts"),
    audit: await import("#lib/services/audit/index.ts"),
    campaigns: await import("#lib/services/campaigns/index.ts"),
    connections: await import("#lib/services/connections/index.ts"),
    export: await import("#lib/services/export/index.ts"),
    findings: await import("#lib/services/findings/index.ts"),
    fixes: await import("#lib/services/fixes/index.ts"),
    identity: await import("#lib/services/identity/index.ts"),
    modelKeys: await import("#lib/services/model-keys/index.ts"),
    organizations: await import("#lib/services/organizations/index.ts"),
    provenance: await import("#lib/services/provenance/index.ts"),
    repositories: await import("#lib/services/repositories/index.ts"),
    secondFactor: await import("#lib/services/second-factor/index.ts"),
    runs: await import("#lib/services/runs/index.ts"),
    webhooks: await import("#lib/services/webhooks/index.ts"),
  };
}

export type Services = Awaited<ReturnType<typeof loadServices>>;
