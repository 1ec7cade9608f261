-- The sandbox's bank: disputes that its test page opens and decides.
CREATE TABLE "SandboxDispute" (
    "id" TEXT NOT NULL,
    "chargeId" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "respondBy" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "SandboxDispute_pkey" PRIMARY KEY ("id"),
    CONSTRAINT sandbox_dispute_state CHECK ("state" IN ('open', 'won', 'lost') AND "amountMinor" > 0)
);
-- A payment is disputed once: a bank decides for good.
CREATE UNIQUE INDEX "SandboxDispute_chargeId_key" ON "SandboxDispute" ("chargeId");
