-- The request log by model, and what went wrong, without reading past everything else. Requests that went well need no
-- index of their own: they are nearly all of them.
CREATE INDEX "UsageEvent_clientId_modelSlug_id_idx" ON "UsageEvent"("clientId", "modelSlug", "id" DESC);
CREATE INDEX usage_event_not_ok ON "UsageEvent" ("clientId", "status", "id" DESC) WHERE "status" <> 'ok';
