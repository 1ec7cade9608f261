-- CreateTable
CREATE TABLE "MethodSetup" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "externalId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MethodSetup_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "MethodSetup_clientId_id_key" ON "MethodSetup"("clientId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "MethodSetup_provider_mode_externalId_key" ON "MethodSetup"("provider", "mode", "externalId");

ALTER TABLE "Payment" DROP CONSTRAINT payment_saved_method;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_clientId_savedMethodId_fkey" FOREIGN KEY ("clientId", "savedMethodId") REFERENCES "SavedMethod"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
