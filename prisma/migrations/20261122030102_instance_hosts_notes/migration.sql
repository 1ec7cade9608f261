-- What a machine's manager has to say to staff, and what staff want it to remove.
ALTER TABLE "InstanceHost" ADD COLUMN "notes" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "InstanceHost" ADD COLUMN "removals" JSONB NOT NULL DEFAULT '[]';
-- Where an upload's part files and its announced digest belong.
ALTER TABLE "ModelUpload" ADD COLUMN "expectedSha256" TEXT;
ALTER TABLE "ModelUpload" ADD COLUMN "touchedAt" TIMESTAMPTZ(3);
ALTER TABLE "ModelUpload" ADD CONSTRAINT model_upload_refused CHECK (("state" = 'refused') = ("refusedFor" IS NOT NULL) OR "state" = 'deleted');
ALTER TABLE "ModelUpload" ADD CONSTRAINT model_upload_ready CHECK ("state" <> 'ready' OR ("receivedBytes" = "sizeBytes" AND "sha256" IS NOT NULL AND "readyAt" IS NOT NULL));
