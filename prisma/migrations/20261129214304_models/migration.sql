-- CreateEnum
CREATE TYPE "Fixer" AS ENUM ('rule', 'model');

-- CreateEnum
CREATE TYPE "ModelProvider" AS ENUM ('anthropic', 'openai', 'google', 'mistral', 'openai_compatible');

-- CreateEnum
CREATE TYPE "ModelKeyState" AS ENUM ('working', 'refused', 'out_of_credit', 'unreachable');

-- CreateEnum
CREATE TYPE "ModelPurpose" AS ENUM ('fix', 'second_check', 'judge');

-- CreateEnum
CREATE TYPE "AttemptState" AS ENUM ('running', 'submitted', 'ended');

-- CreateEnum
CREATE TYPE "ModelCallState" AS ENUM ('asked', 'answered', 'failed');

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "fixer" "Fixer" NOT NULL DEFAULT 'rule',
ADD COLUMN     "note" TEXT,
ADD COLUMN     "retry_of_id" TEXT;

-- AlterTable
ALTER TABLE "fixes" ADD COLUMN     "ledger_sha256" TEXT,
ADD COLUMN     "model" TEXT,
ADD COLUMN     "repair_asked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "model_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "provider" "ModelProvider" NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT,
    "sealed_key" JSONB,
    "hint" TEXT,
    "state" "ModelKeyState" NOT NULL DEFAULT 'working',
    "state_reason" TEXT,
    "checked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "monthly_budget_micro_usd" BIGINT,
    "added_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_choices" (
    "organization_id" TEXT NOT NULL,
    "purpose" "ModelPurpose" NOT NULL,
    "model_key_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_usd_per_million" DECIMAL(12,6),
    "output_usd_per_million" DECIMAL(12,6),

    CONSTRAINT "model_choices_pkey" PRIMARY KEY ("organization_id","purpose")
);

-- CreateTable
CREATE TABLE "agent_attempts" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "purpose" "ModelPurpose" NOT NULL,
    "state" "AttemptState" NOT NULL DEFAULT 'running',
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "fence" TEXT NOT NULL,
    "end" TEXT,
    "ledger" JSONB,
    "steps" INTEGER NOT NULL DEFAULT 0,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "cost_micro_usd" BIGINT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_calls" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "model_key_id" TEXT,
    "attempt_id" TEXT,
    "purpose" "ModelPurpose",
    "number" INTEGER NOT NULL DEFAULT 1,
    "model" TEXT NOT NULL,
    "request_sha256" TEXT NOT NULL,
    "request_bytes" INTEGER NOT NULL,
    "state" "ModelCallState" NOT NULL DEFAULT 'asked',
    "answer" TEXT,
    "failure" TEXT,
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "cost_micro_usd" BIGINT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "model_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_events" (
    "attempt_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "organization_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agent_events_pkey" PRIMARY KEY ("attempt_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "model_keys_organization_id_name_key" ON "model_keys"("organization_id", "name");

-- CreateIndex
CREATE INDEX "model_choices_model_key_id_idx" ON "model_choices"("model_key_id");

-- CreateIndex
CREATE INDEX "agent_attempts_organization_id_idx" ON "agent_attempts"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_attempts_run_id_number_key" ON "agent_attempts"("run_id", "number");

-- CreateIndex
CREATE INDEX "model_calls_attempt_id_number_idx" ON "model_calls"("attempt_id", "number");

-- CreateIndex
CREATE INDEX "model_calls_model_key_id_asked_at_idx" ON "model_calls"("model_key_id", "asked_at");

-- CreateIndex
CREATE INDEX "model_calls_organization_id_idx" ON "model_calls"("organization_id");

-- CreateIndex
CREATE INDEX "agent_events_organization_id_idx" ON "agent_events"("organization_id");

-- CreateIndex
CREATE INDEX "runs_retry_of_id_idx" ON "runs"("retry_of_id");

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_keys" ADD CONSTRAINT "model_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_choices" ADD CONSTRAINT "model_choices_model_key_id_fkey" FOREIGN KEY ("model_key_id") REFERENCES "model_keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_attempts" ADD CONSTRAINT "agent_attempts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_model_key_id_fkey" FOREIGN KEY ("model_key_id") REFERENCES "model_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "agent_attempts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_events" ADD CONSTRAINT "agent_events_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "agent_attempts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE model_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON model_keys USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE, DELETE ON model_keys TO etna_app;
ALTER TABLE model_keys ADD CONSTRAINT model_keys_budget CHECK (monthly_budget_micro_usd >= 0);

ALTER TABLE model_choices ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON model_choices USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE, DELETE ON model_choices TO etna_app;
-- Half a price is none.
ALTER TABLE model_choices ADD CONSTRAINT model_choices_price
  CHECK ((input_usd_per_million IS NULL) = (output_usd_per_million IS NULL)
    AND input_usd_per_million >= 0 AND output_usd_per_million >= 0);

ALTER TABLE agent_attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON agent_attempts USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE ON agent_attempts TO etna_app;

ALTER TABLE model_calls ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON model_calls USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE ON model_calls TO etna_app;
ALTER TABLE model_calls ADD CONSTRAINT model_calls_ended
  CHECK ((state = 'asked') = (ended_at IS NULL) AND (state = 'failed') = (failure IS NOT NULL));

ALTER TABLE agent_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON agent_events USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT ON agent_events TO etna_app;
