-- Keys that are renewed keep their id: earlier secrets live beside the new one until their time is over.
ALTER TABLE "APIKey" ADD COLUMN "allowedIps" TEXT[], ADD COLUMN "renewedAt" TIMESTAMPTZ(3);

CREATE TABLE "RetiredKeySecret" (
  "hash" BYTEA NOT NULL,
  "clientId" TEXT NOT NULL,
  "keyId" TEXT NOT NULL,
  "hint" TEXT NOT NULL,
  "retiredAt" TIMESTAMPTZ(3) NOT NULL,
  "endsAt" TIMESTAMPTZ(3) NOT NULL,
  "isEnded" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "RetiredKeySecret_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "RetiredKeySecret_clientId_keyId_idx" ON "RetiredKeySecret"("clientId", "keyId");
ALTER TABLE "RetiredKeySecret" ADD CONSTRAINT "RetiredKeySecret_clientId_keyId_fkey"
  FOREIGN KEY ("clientId", "keyId") REFERENCES "APIKey"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "RetiredKeySecret" ADD CONSTRAINT retired_secret_grace CHECK ("endsAt" >= "retiredAt" AND "endsAt" <= "retiredAt" + interval '7 days');

-- An old secret never comes back and never gets more time.
CREATE FUNCTION keep_retired_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'endsAt' - 'isEnded' IS DISTINCT FROM to_jsonb(OLD) - 'endsAt' - 'isEnded' OR NEW."endsAt" > OLD."endsAt" OR (OLD."isEnded" AND NOT NEW."isEnded") THEN
    RAISE EXCEPTION 'a retired secret can only end sooner' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER retired_secret_only_ends BEFORE UPDATE ON "RetiredKeySecret" FOR EACH ROW EXECUTE FUNCTION keep_retired_secret();
