-- Private instances: what clients rent, what is wanted of each and what was last seen of it.
ALTER TABLE "Hold" DROP CONSTRAINT "hold_usage_period";

-- DropForeignKey
ALTER TABLE "RevenueSchedule" DROP CONSTRAINT "revenue_schedule_invoice";

-- DropForeignKey
ALTER TABLE "UsageEvent" DROP CONSTRAINT "usage_event_key";

-- DropForeignKey
ALTER TABLE "WalletTopUp" DROP CONSTRAINT "wallet_top_up_invoice";

-- DropIndex
DROP INDEX "ledger_account_identity";

-- CreateTable
CREATE TABLE "InstanceSize" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "rank" INTEGER NOT NULL,
    "memoryBytes" BIGINT NOT NULL,
    "cpuMillis" INTEGER NOT NULL,
    "pids" INTEGER NOT NULL,
    "storageBytes" BIGINT NOT NULL,
    "slots" INTEGER NOT NULL,
    "requestsPerMinute" INTEGER NOT NULL,
    "minIsolation" TEXT NOT NULL DEFAULT 'partial',
    "retiredAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstanceSize_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InstancePrice" (
    "id" TEXT NOT NULL,
    "sizeId" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "hourMicros" BIGINT NOT NULL,
    "keptHourMicros" BIGINT NOT NULL,
    "inputMicrosPerMillion" BIGINT NOT NULL DEFAULT 0,
    "outputMicrosPerMillion" BIGINT NOT NULL DEFAULT 0,
    "effectiveFrom" TIMESTAMPTZ(3) NOT NULL,
    "effectiveTo" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstancePrice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlanInstanceSize" (
    "planVersionId" TEXT NOT NULL,
    "sizeId" TEXT NOT NULL,

    CONSTRAINT "PlanInstanceSize_pkey" PRIMARY KEY ("planVersionId","sizeId")
);

-- CreateTable
CREATE TABLE "InstanceModel" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "description" JSONB NOT NULL,
    "engine" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "contextTokens" INTEGER NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "minMemoryBytes" BIGINT NOT NULL,
    "isDemo" BOOLEAN NOT NULL DEFAULT false,
    "retiredAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstanceModel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelUpload" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "receivedBytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "refusedFor" TEXT,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "readyAt" TIMESTAMPTZ(3),
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ModelUpload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PrivateInstance" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sizeId" TEXT NOT NULL,
    "modelId" TEXT,
    "uploadId" TEXT,
    "driver" TEXT NOT NULL,
    "contextTokens" INTEGER NOT NULL,
    "requestsPerMinute" INTEGER,
    "idleSleepMinutes" INTEGER,
    "secretCiphertext" BYTEA NOT NULL,
    "secretKeyId" TEXT NOT NULL,
    "desired" TEXT NOT NULL,
    "suspendedFor" TEXT,
    "suspendedNote" TEXT,
    "suspendedAt" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 1,
    "restartNonce" INTEGER NOT NULL DEFAULT 0,
    "wakeAskedAt" TIMESTAMPTZ(3),
    "lastRequestAt" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL,
    "statusReason" TEXT,
    "statusDetail" TEXT,
    "statusSince" TIMESTAMPTZ(3) NOT NULL,
    "observedGeneration" INTEGER NOT NULL DEFAULT 0,
    "observedNonce" INTEGER NOT NULL DEFAULT 0,
    "isolation" TEXT,
    "endpoint" JSONB,
    "readyAt" TIMESTAMPTZ(3),
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3),
    "observedAt" TIMESTAMPTZ(3),
    "billedUntil" TIMESTAMPTZ(3) NOT NULL,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "deleteAfter" TIMESTAMPTZ(3),
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PrivateInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InstanceEvent" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "instanceId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fromStatus" TEXT,
    "toStatus" TEXT,
    "reason" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstanceEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InstanceSample" (
    "instanceId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "clientId" TEXT NOT NULL,
    "isRollup" BOOLEAN NOT NULL DEFAULT false,
    "cpuMillis" INTEGER NOT NULL,
    "memoryBytes" BIGINT NOT NULL,
    "storageBytes" BIGINT NOT NULL,
    "pids" INTEGER NOT NULL,

    CONSTRAINT "InstanceSample_pkey" PRIMARY KEY ("instanceId","at")
);

-- CreateTable
CREATE TABLE "InstanceHost" (
    "id" TEXT NOT NULL,
    "driver" TEXT NOT NULL,
    "isolation" TEXT NOT NULL,
    "enforced" JSONB NOT NULL,
    "memoryBytes" BIGINT NOT NULL,
    "cpuMillis" INTEGER NOT NULL,
    "storageBytes" BIGINT NOT NULL,
    "orphans" JSONB NOT NULL DEFAULT '[]',
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstanceHost_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "InstanceSize_code_key" ON "InstanceSize"("code");

-- CreateIndex
CREATE INDEX "InstancePrice_sizeId_currency_effectiveFrom_idx" ON "InstancePrice"("sizeId", "currency", "effectiveFrom");

-- CreateIndex
CREATE UNIQUE INDEX "InstanceModel_code_key" ON "InstanceModel"("code");

-- CreateIndex
CREATE INDEX "ModelUpload_clientId_createdAt_idx" ON "ModelUpload"("clientId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "ModelUpload_clientId_id_key" ON "ModelUpload"("clientId", "id");

-- CreateIndex
CREATE INDEX "PrivateInstance_clientId_createdAt_idx" ON "PrivateInstance"("clientId", "createdAt");

-- CreateIndex
CREATE INDEX "PrivateInstance_status_idx" ON "PrivateInstance"("status");

-- CreateIndex
CREATE UNIQUE INDEX "PrivateInstance_clientId_id_key" ON "PrivateInstance"("clientId", "id");

-- CreateIndex
CREATE INDEX "InstanceEvent_clientId_instanceId_id_idx" ON "InstanceEvent"("clientId", "instanceId", "id" DESC);

-- CreateIndex
CREATE INDEX "InstanceSample_clientId_instanceId_at_idx" ON "InstanceSample"("clientId", "instanceId", "at");

-- AddForeignKey
ALTER TABLE "InstancePrice" ADD CONSTRAINT "InstancePrice_sizeId_fkey" FOREIGN KEY ("sizeId") REFERENCES "InstanceSize"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlanInstanceSize" ADD CONSTRAINT "PlanInstanceSize_planVersionId_fkey" FOREIGN KEY ("planVersionId") REFERENCES "PlanVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlanInstanceSize" ADD CONSTRAINT "PlanInstanceSize_sizeId_fkey" FOREIGN KEY ("sizeId") REFERENCES "InstanceSize"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelUpload" ADD CONSTRAINT "ModelUpload_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PrivateInstance" ADD CONSTRAINT "PrivateInstance_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PrivateInstance" ADD CONSTRAINT "PrivateInstance_sizeId_fkey" FOREIGN KEY ("sizeId") REFERENCES "InstanceSize"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PrivateInstance" ADD CONSTRAINT "PrivateInstance_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "InstanceModel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PrivateInstance" ADD CONSTRAINT "PrivateInstance_clientId_uploadId_fkey" FOREIGN KEY ("clientId", "uploadId") REFERENCES "ModelUpload"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstanceEvent" ADD CONSTRAINT "InstanceEvent_clientId_instanceId_fkey" FOREIGN KEY ("clientId", "instanceId") REFERENCES "PrivateInstance"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstanceSample" ADD CONSTRAINT "InstanceSample_clientId_instanceId_fkey" FOREIGN KEY ("clientId", "instanceId") REFERENCES "PrivateInstance"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;


ALTER TABLE "InstanceSize" ADD CONSTRAINT instance_size_amounts CHECK ("memoryBytes" > 0 AND "cpuMillis" > 0 AND "pids" > 0 AND "storageBytes" > 0 AND "slots" > 0 AND "requestsPerMinute" > 0);
ALTER TABLE "InstanceSize" ADD CONSTRAINT instance_size_isolation CHECK ("minIsolation" IN ('strong', 'partial', 'process-only'));
ALTER TABLE "InstancePrice" ADD CONSTRAINT instance_price_amounts CHECK ("hourMicros" >= 0 AND "keptHourMicros" >= 0 AND "inputMicrosPerMillion" >= 0 AND "outputMicrosPerMillion" >= 0);
ALTER TABLE "InstancePrice" ADD CONSTRAINT instance_price_range CHECK ("effectiveTo" IS NULL OR "effectiveTo" > "effectiveFrom");
ALTER TABLE "InstancePrice" ADD CONSTRAINT instance_price_no_overlap EXCLUDE USING gist ("sizeId" WITH =, "currency" WITH =, tstzrange("effectiveFrom", "effectiveTo") WITH &&);
ALTER TABLE "InstanceModel" ADD CONSTRAINT instance_model_engine CHECK ("engine" IN ('house', 'llama-server', 'vllm', 'ollama'));
ALTER TABLE "ModelUpload" ADD CONSTRAINT model_upload_state CHECK ("state" IN ('receiving', 'ready', 'refused', 'deleted'));
ALTER TABLE "ModelUpload" ADD CONSTRAINT model_upload_size CHECK ("sizeBytes" > 0 AND "receivedBytes" >= 0 AND "receivedBytes" <= "sizeBytes");

ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_one_model CHECK (num_nonnulls("modelId", "uploadId") = 1);
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_driver CHECK ("driver" IN ('process', 'docker', 'kubernetes'));
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_desired CHECK ("desired" IN ('running', 'stopped', 'deleted'));
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_suspended_for CHECK ("suspendedFor" IN ('unpaid', 'expired', 'staff', 'abuse'));
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_suspension CHECK (("suspendedFor" IS NULL) = ("suspendedAt" IS NULL));
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_status CHECK ("status" IN ('pending', 'provisioning', 'starting', 'running', 'unready', 'stopping', 'stopped', 'suspended', 'sleeping', 'crash_backoff', 'failed', 'deleting', 'deleted'));
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_name CHECK ("name" ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$');
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_deleted CHECK (("status" = 'deleted') = ("deletedAt" IS NOT NULL));
-- A name is free again once its instance is to be deleted.
CREATE UNIQUE INDEX instance_name_of_living ON "PrivateInstance" ("clientId", "name") WHERE "desired" <> 'deleted';

-- What happened stays.
CREATE TRIGGER instance_event_append_only BEFORE UPDATE OR DELETE ON "InstanceEvent" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The manager looks at once instead of at its next turn.
CREATE FUNCTION instance_wanted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('instance_wanted', NEW."id");
  RETURN NULL;
END $$;
CREATE TRIGGER instance_wanted_insert AFTER INSERT ON "PrivateInstance" FOR EACH ROW EXECUTE FUNCTION instance_wanted();
CREATE TRIGGER instance_wanted_update AFTER UPDATE OF "desired", "suspendedFor", "generation", "restartNonce", "wakeAskedAt" ON "PrivateInstance" FOR EACH ROW
  WHEN ((OLD."desired", OLD."suspendedFor", OLD."generation", OLD."restartNonce", OLD."wakeAskedAt") IS DISTINCT FROM (NEW."desired", NEW."suspendedFor", NEW."generation", NEW."restartNonce", NEW."wakeAskedAt"))
  EXECUTE FUNCTION instance_wanted();
