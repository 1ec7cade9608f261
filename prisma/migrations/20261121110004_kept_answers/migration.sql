-- Answers to inference calls with an Idempotency-Key, sealed: what a model said is nobody else's to read.
ALTER TABLE "IdempotencyRecord" ADD COLUMN "sealedBody" BYTEA, ADD COLUMN "sealKeyId" TEXT, ADD COLUMN "generationId" TEXT;

-- Whether a client wants its prompts and answers kept, and for how long. No row: never asked, so nothing is kept.
CREATE TABLE "PromptStorage" (
    "clientId" TEXT NOT NULL,
    "isOn" BOOLEAN NOT NULL,
    "retentionDays" INTEGER NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedById" TEXT,

    CONSTRAINT "PromptStorage_pkey" PRIMARY KEY ("clientId")
);
ALTER TABLE "PromptStorage" ADD CONSTRAINT "PromptStorage_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PromptStorage" ADD CONSTRAINT prompt_storage_days CHECK ("retentionDays" BETWEEN 1 AND 90);

CREATE TABLE "PromptRecord" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "sealKeyId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PromptRecord_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "PromptRecord_clientId_id_idx" ON "PromptRecord"("clientId", "id");
CREATE INDEX "PromptRecord_expiresAt_idx" ON "PromptRecord"("expiresAt");
ALTER TABLE "PromptRecord" ADD CONSTRAINT "PromptRecord_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "PromptStorage"("clientId") ON DELETE RESTRICT ON UPDATE CASCADE;
