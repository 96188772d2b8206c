-- CreateEnum
CREATE TYPE "ConnectionMethod" AS ENUM ('folder', 'github_app', 'github_token', 'gitlab_oauth', 'gitlab_token');

-- CreateEnum
CREATE TYPE "ConnectionState" AS ENUM ('active', 'suspended', 'revoked', 'disconnected');

-- CreateEnum
CREATE TYPE "RepositoryState" AS ENUM ('active', 'read_only', 'unreachable');

-- CreateEnum
CREATE TYPE "ApprovalPlace" AS ENUM ('console', 'forge');

-- AlterEnum


ALTER TYPE "ForgeKind" ADD VALUE 'github';
ALTER TYPE "ForgeKind" ADD VALUE 'gitlab';

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "approval_on_forge" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "four_eyes" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "open_fix_budget" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "quiet_hours" JSONB;

-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "account" TEXT,
ADD COLUMN     "checked_at" TIMESTAMPTZ(3),
ADD COLUMN     "connected_by_id" TEXT,
ADD COLUMN     "forge_app_id" TEXT,
ADD COLUMN     "granted" TEXT[],
ADD COLUMN     "host" TEXT,
ADD COLUMN     "installation_id" TEXT,
ADD COLUMN     "method" "ConnectionMethod" NOT NULL DEFAULT 'folder',
ADD COLUMN     "sealed_refresh" JSONB,
ADD COLUMN     "sealed_token" JSONB,
ADD COLUMN     "state" "ConnectionState" NOT NULL DEFAULT 'active',
ADD COLUMN     "state_reason" TEXT,
ADD COLUMN     "token_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "token_hint" TEXT;

-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "forge_id" TEXT,
ADD COLUMN     "state" "RepositoryState" NOT NULL DEFAULT 'active',
ADD COLUMN     "state_reason" TEXT;

-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "forge_review" JSONB,
ADD COLUMN     "place" "ApprovalPlace" NOT NULL DEFAULT 'console';

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "not_before" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "fixes" ADD COLUMN     "comments_read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "comments_read_ids" TEXT[],
ADD COLUMN     "head_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "looked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "waits_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "forge_apps" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed_secrets" JSONB NOT NULL,
    "client_id" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "forge_apps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "kind" "ForgeKind" NOT NULL,
    "forge_app_id" TEXT,
    "connection_id" TEXT,
    "sealed_secret" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_heard_at" TIMESTAMPTZ(3),
    "last_handled_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "body_sha256" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "notices" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handled_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "forge_apps_organization_id_host_app_id_key" ON "forge_apps"("organization_id", "host", "app_id");

-- CreateIndex
CREATE INDEX "webhook_endpoints_organization_id_idx" ON "webhook_endpoints"("organization_id");

-- CreateIndex
CREATE INDEX "webhook_endpoints_forge_app_id_idx" ON "webhook_endpoints"("forge_app_id");

-- CreateIndex
CREATE INDEX "webhook_endpoints_connection_id_idx" ON "webhook_endpoints"("connection_id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_organization_id_received_at_idx" ON "webhook_deliveries"("organization_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_endpoint_id_delivery_id_key" ON "webhook_deliveries"("endpoint_id", "delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_endpoint_id_body_sha256_key" ON "webhook_deliveries"("endpoint_id", "body_sha256");

-- CreateIndex
CREATE INDEX "connections_forge_app_id_idx" ON "connections"("forge_app_id");

-- AddForeignKey
ALTER TABLE "forge_apps" ADD CONSTRAINT "forge_apps_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_forge_app_id_fkey" FOREIGN KEY ("forge_app_id") REFERENCES "forge_apps"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_forge_app_id_fkey" FOREIGN KEY ("forge_app_id") REFERENCES "forge_apps"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- An app's secrets are sealed once; only the app's name may follow the forge.
ALTER TABLE forge_apps ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON forge_apps USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, DELETE ON forge_apps TO etna_app;
GRANT UPDATE (slug, name) ON forge_apps TO etna_app;

-- Whoever knows the address that a forge reports to may read its one row, and no more.
ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhook_endpoints USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
CREATE POLICY by_address ON webhook_endpoints FOR SELECT USING (id = app_capability());
GRANT SELECT, INSERT, DELETE ON webhook_endpoints TO etna_app;
GRANT UPDATE (last_heard_at, last_handled_at, revoked_at) ON webhook_endpoints TO etna_app;

ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhook_deliveries USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, DELETE ON webhook_deliveries TO etna_app;
GRANT UPDATE (handled_at, outcome) ON webhook_deliveries TO etna_app;
