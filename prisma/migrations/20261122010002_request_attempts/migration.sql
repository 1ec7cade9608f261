-- The attempts of requests that took more than one: which server, what came of it, how long it took.
CREATE TABLE "RequestAttempts" (
  "id" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "attempts" JSONB NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "RequestAttempts_pkey" PRIMARY KEY ("id"),
  CONSTRAINT request_attempts_list CHECK (jsonb_typeof("attempts") = 'array' AND jsonb_array_length("attempts") BETWEEN 2 AND 10)
);
CREATE TRIGGER request_attempts_immutable BEFORE UPDATE ON "RequestAttempts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
