-- Nobody listens: a key's changes are seen where a request reads it, or by the version of what is kept of it.
DROP TRIGGER api_key_announce ON "APIKey";
DROP FUNCTION announce_key_change();
