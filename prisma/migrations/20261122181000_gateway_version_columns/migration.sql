-- Kept facts become old only by what the gateway reads of a row: a key's or a client's new name is nothing to it. A column that the read
-- comes to use belongs in here (in a migration of its own); a test compares this with what PostgreSQL notes of the statement.
DO $$
DECLARE
  one text;
  named text; -- the columns: an update that sets none of them does not even look at the condition
  changed text;
BEGIN
  FOR one, named, changed IN
    SELECT t.name, (SELECT string_agg(quote_ident(c), ', ') FROM unnest(t.columns) c), (SELECT format('(%s) IS DISTINCT FROM (%s)', string_agg('OLD.' || quote_ident(c), ', '), string_agg('NEW.' || quote_ident(c), ', ')) FROM unnest(t.columns) c) FROM (VALUES
    ('APIKey', '{allowedIps,clientId,concurrentRequests,expiresAt,hash,id,models,requestsPerDay,requestsPerHour,requestsPerMinute,revokedAt,scopes,spendCapDayMicros,spendCapMonthMicros,spendCapWeekMicros,tokensPerMinute}'::text[]),
    ('Client', '{closedAt,id,suspendedAt}'),
    ('ClientLimits', '{clientId,concurrentRequests,requestsPerDay,requestsPerHour,requestsPerMinute,tokensPerMinute}'),
    ('Model', '{contextTokens,defaults,id,kind,maxOutputTokens,retiredAt,slug,systemPrompt}'),
    ('ModelPrice', '{cachedInputMicrosPerMillion,currency,effectiveFrom,effectiveTo,id,inputMicrosPerMillion,modelId,outputMicrosPerMillion,requestMicros}'),
    ('ModelUpstream', '{modelId,priority,upstreamId,upstreamModel,weight}'),
    ('PlanModel', '{modelId,planVersionId}'),
    ('PlanVersion', '{concurrentRequests,id,keyConcurrentRequests,keyRequestsPerDay,keyRequestsPerHour,keyRequestsPerMinute,keyTokensPerMinute,maxOutputTokens,requestsPerDay,requestsPerHour,requestsPerMinute,tokensPerMinute}'),
    ('PromptStorage', '{clientId,isOn}'),
    ('RetiredKeySecret', '{endsAt,hash,isEnded,keyId}'),
    ('Subscription', '{clientId,currency,id,planVersionId,serviceSuspendedAt,status}'),
    ('Upstream', '{baseUrl,enabled,id,isHouse,secretCiphertext,secretKeyId,timeoutMs}'),
    ('UsagePeriod', '{clientId,endsAt,id,includedTokens,spendLimitPicos,startsAt,subscriptionId}'),
    ('Wallet', '{clientId,currency,id}')
    ) t(name, columns)
  LOOP
    EXECUTE format('DROP TRIGGER gateway_facts_update ON %I', one);
    EXECUTE format('CREATE CONSTRAINT TRIGGER gateway_facts_update AFTER UPDATE OF %s ON %I DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (%s) EXECUTE FUNCTION gateway_facts_changed()', named, one, changed);
  END LOOP;
END $$;
