-- AlterTable
ALTER TABLE "verification_tokens" ADD COLUMN     "browser_hash" TEXT;

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounts_issuer_subject_key" ON "accounts"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_user_id_issuer_key" ON "accounts"("user_id", "issuer");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One's own, or the one account that a provider has just vouched for.
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON accounts USING (user_id = app_user()) WITH CHECK (user_id = app_user());
CREATE POLICY by_subject ON accounts FOR SELECT USING (issuer || ' ' || subject = app_capability());
GRANT SELECT, INSERT, DELETE ON accounts TO etna_app;

-- Where only the invited may sign up, an address is asked whether it is.
CREATE POLICY by_address ON invitations FOR SELECT USING (email = app_capability());
