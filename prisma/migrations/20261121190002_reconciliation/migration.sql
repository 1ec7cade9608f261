CREATE TABLE "Reconciliation" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "payments" INTEGER NOT NULL DEFAULT 0,
    "refunds" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    CONSTRAINT "Reconciliation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT reconciliation_range CHECK ("to" > "from"),
    CONSTRAINT reconciliation_state CHECK ("state" IN ('running', 'done', 'failed'))
);
CREATE INDEX "Reconciliation_startedAt_idx" ON "Reconciliation"("startedAt" DESC);

CREATE TABLE "ReconciliationFinding" (
    "id" TEXT NOT NULL,
    "reconciliationId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "externalId" TEXT,
    "clientId" TEXT,
    "theirsMinor" BIGINT,
    "oursMinor" BIGINT,
    "currency" CHAR(3) NOT NULL,
    "foundAt" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedById" TEXT,
    "note" TEXT,
    CONSTRAINT "ReconciliationFinding_pkey" PRIMARY KEY ("id"),
    CONSTRAINT finding_kind CHECK ("kind" IN ('missing_here', 'missing_there', 'amount_differs') AND "about" IN ('payment', 'refund')),
    CONSTRAINT finding_resolved_with_note CHECK ("resolvedAt" IS NULL OR "note" IS NOT NULL)
);
CREATE UNIQUE INDEX "ReconciliationFinding_provider_mode_kind_about_reference_key" ON "ReconciliationFinding"("provider", "mode", "kind", "about", "reference");
CREATE INDEX "ReconciliationFinding_resolvedAt_id_idx" ON "ReconciliationFinding"("resolvedAt", "id" DESC);
ALTER TABLE "ReconciliationFinding" ADD CONSTRAINT "ReconciliationFinding_reconciliationId_fkey"
    FOREIGN KEY ("reconciliationId") REFERENCES "Reconciliation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
