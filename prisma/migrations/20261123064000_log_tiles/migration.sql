-- CreateTable
CREATE TABLE "log_cosignatures" (
    "witness" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "line" TEXT NOT NULL,
    "cosigned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_cosignatures_pkey" PRIMARY KEY ("witness")
);

GRANT SELECT, INSERT, UPDATE ON log_cosignatures TO etna_app;
