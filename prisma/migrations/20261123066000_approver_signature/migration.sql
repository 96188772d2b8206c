-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "signed_approvals" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "signature" JSONB;

-- CreateTable
CREATE TABLE "approval_challenges" (
    "session_id" TEXT NOT NULL,
    "fix_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "head_commit" TEXT NOT NULL,
    "head_tree" TEXT NOT NULL,
    "patch_sha256" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approval_challenges_pkey" PRIMARY KEY ("session_id","fix_id")
);

-- CreateTable
CREATE TABLE "approver_keys" (
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "spki" BYTEA NOT NULL,
    "rp_id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" TIMESTAMPTZ(3),

    CONSTRAINT "approver_keys_pkey" PRIMARY KEY ("organization_id","hint","valid_from")
);

-- CreateIndex
CREATE INDEX "approval_challenges_organization_id_idx" ON "approval_challenges"("organization_id");

-- CreateIndex
CREATE INDEX "approver_keys_user_id_idx" ON "approver_keys"("user_id");

-- AddForeignKey
ALTER TABLE "approval_challenges" ADD CONSTRAINT "approval_challenges_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_challenges" ADD CONSTRAINT "approval_challenges_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approver_keys" ADD CONSTRAINT "approver_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approver_keys" ADD CONSTRAINT "approver_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE approval_challenges ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON approval_challenges USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, DELETE ON approval_challenges TO etna_app;

ALTER TABLE approver_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON approver_keys USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
-- A passkey is removed by its person, outside of any organization, and ends in all of them.
CREATE POLICY own_read ON approver_keys FOR SELECT USING (user_id = app_user());
CREATE POLICY own_end ON approver_keys FOR UPDATE USING (user_id = app_user())
  WITH CHECK (user_id = app_user());
-- An end is all that ever changes, and nothing goes.
GRANT SELECT, INSERT, UPDATE (valid_until) ON approver_keys TO etna_app;
-- That end has to be published by each organization: whoever had a passkey there may ask for it.
CREATE POLICY asks_to_publish ON outbox FOR INSERT WITH CHECK (
  workflow = 'publish-keys' AND input = '{}' AND EXISTS (
    SELECT FROM approver_keys k
    WHERE k.organization_id = outbox.organization_id AND k.user_id = app_user()
  )
);

-- Whoever approved something there stays known to the organization after they have left: a fix that
-- was approved a moment before must still be signed, and its page say by whom.
CREATE POLICY approved_here ON users FOR SELECT USING (
  EXISTS (SELECT FROM approvals a WHERE a.user_id = users.id)
);
