-- What the gateway's processes keep of keys, plans, models and prices between requests is of this version: a hold that was planned by
-- kept facts is taken only where the version is still the same. It changes with the very transaction that changes one of them.
CREATE TABLE "GatewayVersion" (
    "id" TEXT NOT NULL DEFAULT 'this',
    "version" BIGINT NOT NULL,

    CONSTRAINT "GatewayVersion_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "GatewayVersion" ADD CONSTRAINT gateway_version_one CHECK ("id" = 'this');
INSERT INTO "GatewayVersion" ("version") VALUES (1);

-- Once a transaction, whatever it changed; the mark ends with it, and with a savepoint that is rolled back.
CREATE FUNCTION gateway_facts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gateway.facts_changed', true) = 'yes' THEN RETURN NULL; END IF;
  UPDATE "GatewayVersion" SET "version" = "version" + 1;
  PERFORM set_config('gateway.facts_changed', 'yes', true);
  RETURN NULL;
END $$;

-- Deferred: the one row is the last that a transaction locks, and only for its commit. So nobody waits for another's whole transaction,
-- and nobody who holds it waits for anything else.
DO $$
DECLARE
  one text;
  changed text;
BEGIN
  FOR one, changed IN
    -- Of these rows some columns change with traffic or by themselves; the others count, each by its name.
    SELECT t.name, (SELECT format('(%s) IS DISTINCT FROM (%s)', string_agg('OLD.' || quote_ident(a.attname), ', ' ORDER BY a.attnum), string_agg('NEW.' || quote_ident(a.attname), ', ' ORDER BY a.attnum))
        FROM pg_attribute a WHERE a.attrelid = quote_ident(t.name)::regclass AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attname = ANY (t.besides))
      FROM (VALUES
        ('APIKey', '{lastUsedAt}'::text[]),
        ('Upstream', '{lastCheckedAt,lastCheckOk,lastCheckError,updatedAt}'),
        ('UsagePeriod', '{usedTokens,heldTokens,overagePicos,heldOveragePicos,invoicedOveragePicos,invoicedMinor,closedAt,invoiceId}'),
        ('Wallet', '{balancePicos,heldPicos,drawnPicos,unpostedPicos,lowBalancePicos,lowBalanceNotifiedAt,updatedAt}')
      ) t(name, besides)
    UNION ALL
    SELECT unnest(ARRAY['RetiredKeySecret', 'Client', 'Subscription', 'PlanVersion', 'ClientLimits', 'PromptStorage', 'PlanModel', 'Model', 'ModelPrice', 'ModelUpstream']), 'OLD.* IS DISTINCT FROM NEW.*'
  LOOP
    EXECUTE format('CREATE CONSTRAINT TRIGGER gateway_facts AFTER INSERT OR DELETE ON %I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gateway_facts_changed()', one);
    EXECUTE format('CREATE CONSTRAINT TRIGGER gateway_facts_update AFTER UPDATE ON %I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (%s) EXECUTE FUNCTION gateway_facts_changed()', one, changed);
  END LOOP;
END $$;
