-- AlterTable
ALTER TABLE "users" ADD COLUMN     "second_factor_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "factor_passed_at" TIMESTAMPTZ(3),
ADD COLUMN     "proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "requires_second_factor" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "passkeys" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "device_type" TEXT NOT NULL,
    "backed_up" BOOLEAN NOT NULL,
    "aaguid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "totp_secrets" (
    "user_id" TEXT NOT NULL,
    "sealed" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT,

    CONSTRAINT "totp_secrets_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "user_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("user_id","code_hash")
);

-- CreateTable
CREATE TABLE "webauthn_challenges" (
    "challenge" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webauthn_challenges_pkey" PRIMARY KEY ("challenge")
);

-- CreateIndex
CREATE UNIQUE INDEX "passkeys_credential_id_key" ON "passkeys"("credential_id");

-- CreateIndex
CREATE INDEX "passkeys_user_id_idx" ON "passkeys"("user_id");

-- CreateIndex
CREATE INDEX "webauthn_challenges_user_id_expires_at_idx" ON "webauthn_challenges"("user_id", "expires_at");

-- AddForeignKey
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "totp_secrets" ADD CONSTRAINT "totp_secrets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webauthn_challenges" ADD CONSTRAINT "webauthn_challenges_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nobody proved anything by an update of Etna.
UPDATE sessions SET proved_at = created_at;

-- A person's factors are seen by nobody else, their fellow members included.
ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON passkeys USING (user_id = app_user()) WITH CHECK (user_id = app_user());
GRANT SELECT, INSERT, DELETE ON passkeys TO etna_app;
-- The key itself is fixed when it is registered.
GRANT UPDATE (name, counter, backed_up, last_used_at) ON passkeys TO etna_app;

ALTER TABLE totp_secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON totp_secrets USING (user_id = app_user()) WITH CHECK (user_id = app_user());
GRANT SELECT, INSERT, DELETE ON totp_secrets TO etna_app;
GRANT UPDATE (confirmed_at, last_step) ON totp_secrets TO etna_app;

ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON recovery_codes USING (user_id = app_user()) WITH CHECK (user_id = app_user());
GRANT SELECT, INSERT, DELETE ON recovery_codes TO etna_app;
GRANT UPDATE (used_at) ON recovery_codes TO etna_app;

ALTER TABLE webauthn_challenges ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON webauthn_challenges USING (user_id = app_user())
  WITH CHECK (user_id = app_user());
GRANT SELECT, INSERT, DELETE ON webauthn_challenges TO etna_app;

-- An account elsewhere is a new person's in the very transaction that makes the person. Afterwards
-- only the person, signed in, can connect one.
CREATE POLICY with_its_person ON accounts FOR INSERT WITH CHECK (EXISTS (
  SELECT FROM users u WHERE u.id = user_id AND u.email = app_capability()
    AND u.xmin = pg_current_xact_id()::xid
));
