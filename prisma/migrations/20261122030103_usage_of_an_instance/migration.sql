-- An instance's own requests, by time; the requests of models, which are most of all, are not in it.
CREATE INDEX usage_event_of_instance ON "UsageEvent" ("clientId", "modelId", "id" DESC) WHERE starts_with("modelId", 'ins_');
