-- CreateEnum
CREATE TYPE "OwnershipState" AS ENUM ('unproven', 'proven', 'lapsed');

-- CreateEnum
CREATE TYPE "OwnershipMethod" AS ENUM ('well_known', 'dns', 'header');

-- CreateEnum
CREATE TYPE "AttackSchedule" AS ENUM ('none', 'daily', 'weekly');

-- CreateEnum
CREATE TYPE "AttackProfile" AS ENUM ('smoke', 'standard', 'deep');

-- CreateEnum
CREATE TYPE "CampaignCause" AS ENUM ('request', 'schedule', 'retry');

-- CreateEnum
CREATE TYPE "GateOutcome" AS ENUM ('passed', 'failed', 'unjudged', 'too_little');

-- CreateEnum
CREATE TYPE "CaseKind" AS ENUM ('attack', 'benign');

-- CreateEnum
CREATE TYPE "CaseVerdict" AS ENUM ('breach', 'resisted', 'inconclusive', 'error', 'not_tested');

-- CreateTable
CREATE TABLE "attack_targets" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "sealed_secrets" JSONB,
    "secret_names" TEXT[],
    "tools_token" TEXT NOT NULL,
    "ownership_token" TEXT NOT NULL,
    "ownership" "OwnershipState" NOT NULL DEFAULT 'unproven',
    "ownership_method" "OwnershipMethod",
    "proven_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "ownership_reason" TEXT,
    "repository_id" TEXT,
    "schedule" "AttackSchedule" NOT NULL DEFAULT 'none',
    "profile" "AttackProfile" NOT NULL DEFAULT 'standard',
    "policy" JSONB NOT NULL,
    "caps" JSONB NOT NULL,
    "tried_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "attack_targets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "target_id" TEXT NOT NULL,
    "state" "RunState" NOT NULL DEFAULT 'queued',
    "cause" "CampaignCause" NOT NULL DEFAULT 'request',
    "profile" "AttackProfile" NOT NULL,
    "seed" TEXT NOT NULL,
    "suite" TEXT,
    "spec" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "caps" JSONB NOT NULL,
    "baseline_id" TEXT,
    "retry_of_id" TEXT,
    "started_by_id" TEXT,
    "token_id" TEXT,
    "planned" INTEGER NOT NULL DEFAULT 0,
    "breach" INTEGER NOT NULL DEFAULT 0,
    "resisted" INTEGER NOT NULL DEFAULT 0,
    "inconclusive" INTEGER NOT NULL DEFAULT 0,
    "error" INTEGER NOT NULL DEFAULT 0,
    "not_tested" INTEGER NOT NULL DEFAULT 0,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "cost_micro_usd" BIGINT,
    "transcript_bytes" INTEGER NOT NULL DEFAULT 0,
    "report" TEXT,
    "report_sha256" TEXT,
    "gate" "GateOutcome",
    "outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "cancel_requested_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_cases" (
    "campaign_id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "seed_id" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "repetition" INTEGER NOT NULL,
    "kind" "CaseKind" NOT NULL,
    "severity" "Severity" NOT NULL,
    "verdict" "CaseVerdict",
    "reason" TEXT,
    "evidence" TEXT,
    "confirmed" BOOLEAN,
    "needs_review" TEXT,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "cost_micro_usd" BIGINT,
    "wall_clock_ms" INTEGER NOT NULL DEFAULT 0,
    "transcript" TEXT,
    "transcript_cut" BOOLEAN NOT NULL DEFAULT false,
    "finding_id" TEXT,
    "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_cases_pkey" PRIMARY KEY ("campaign_id","case_id")
);

-- CreateTable
CREATE TABLE "attempt_worlds" (
    "attempt_hash" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "world" TEXT NOT NULL,
    "calls" TEXT NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attempt_worlds_pkey" PRIMARY KEY ("attempt_hash")
);

-- CreateIndex
CREATE INDEX "attack_targets_organization_id_idx" ON "attack_targets"("organization_id");

-- CreateIndex
CREATE INDEX "attack_targets_repository_id_idx" ON "attack_targets"("repository_id");

-- CreateIndex
CREATE INDEX "campaigns_organization_id_state_idx" ON "campaigns"("organization_id", "state");

-- CreateIndex
CREATE INDEX "campaigns_target_id_idx" ON "campaigns"("target_id");

-- CreateIndex
CREATE INDEX "campaigns_baseline_id_idx" ON "campaigns"("baseline_id");

-- CreateIndex
CREATE INDEX "campaigns_retry_of_id_idx" ON "campaigns"("retry_of_id");

-- CreateIndex
CREATE UNIQUE INDEX "campaigns_organization_id_number_key" ON "campaigns"("organization_id", "number");

-- CreateIndex
CREATE INDEX "campaign_cases_campaign_id_position_idx" ON "campaign_cases"("campaign_id", "position");

-- CreateIndex
CREATE INDEX "campaign_cases_campaign_id_verdict_idx" ON "campaign_cases"("campaign_id", "verdict");

-- CreateIndex
CREATE INDEX "campaign_cases_organization_id_idx" ON "campaign_cases"("organization_id");

-- CreateIndex
CREATE INDEX "campaign_cases_finding_id_idx" ON "campaign_cases"("finding_id");

-- CreateIndex
CREATE INDEX "attempt_worlds_organization_id_idx" ON "attempt_worlds"("organization_id");

-- CreateIndex
CREATE INDEX "attempt_worlds_campaign_id_idx" ON "attempt_worlds"("campaign_id");

-- AddForeignKey
ALTER TABLE "attack_targets" ADD CONSTRAINT "attack_targets_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attack_targets" ADD CONSTRAINT "attack_targets_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "attack_targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_baseline_id_fkey" FOREIGN KEY ("baseline_id") REFERENCES "campaigns"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "campaigns"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_cases" ADD CONSTRAINT "campaign_cases_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_cases" ADD CONSTRAINT "campaign_cases_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt_worlds" ADD CONSTRAINT "attempt_worlds_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE attack_targets ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attack_targets USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
-- What was tested stays named: a target is archived, and never gone.
GRANT SELECT, INSERT, UPDATE ON attack_targets TO etna_app;
CREATE UNIQUE INDEX attack_targets_name ON attack_targets (organization_id, name) WHERE archived_at IS NULL;
-- Who never showed it cannot have it lapse.
ALTER TABLE attack_targets ADD CONSTRAINT attack_targets_proven
  CHECK ((ownership = 'unproven') = (proven_at IS NULL) AND (proven_at IS NULL) = (ownership_method IS NULL));

ALTER TABLE campaigns ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON campaigns USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE ON campaigns TO etna_app;
-- One at a time against one target: two would be one another's load.
CREATE UNIQUE INDEX campaigns_under_way ON campaigns (target_id) WHERE state IN ('queued', 'running');
ALTER TABLE campaigns ADD CONSTRAINT campaigns_reported
  CHECK ((report IS NULL) = (report_sha256 IS NULL) AND (report IS NULL) = (gate IS NULL));

ALTER TABLE campaign_cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON campaign_cases USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE ON campaign_cases TO etna_app;
ALTER TABLE campaign_cases ADD CONSTRAINT campaign_cases_ended
  CHECK ((verdict IS NULL) = (ended_at IS NULL));

ALTER TABLE attempt_worlds ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attempt_worlds USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
-- The agent under test, by the token of its one attempt.
CREATE POLICY by_token_read ON attempt_worlds FOR SELECT USING (attempt_hash = app_capability());
CREATE POLICY by_token_call ON attempt_worlds FOR UPDATE USING (attempt_hash = app_capability())
  WITH CHECK (attempt_hash = app_capability());
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt_worlds TO etna_app;
