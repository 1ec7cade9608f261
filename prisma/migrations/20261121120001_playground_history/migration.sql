-- What people said in the playground, kept for themselves alone, until they delete it or leave the client.
ALTER TABLE "Membership" ADD COLUMN "keepsPlaygroundHistory" BOOLEAN NOT NULL DEFAULT true;

CREATE TABLE "PlaygroundConversation" (
  "id" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "content" JSONB NOT NULL,
  "sizeBytes" INTEGER NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "PlaygroundConversation_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "PlaygroundConversation_clientId_userId_updatedAt_idx" ON "PlaygroundConversation"("clientId", "userId", "updatedAt" DESC);
ALTER TABLE "PlaygroundConversation" ADD CONSTRAINT "PlaygroundConversation_clientId_userId_fkey"
  FOREIGN KEY ("clientId", "userId") REFERENCES "Membership"("clientId", "userId") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PlaygroundConversation" ADD CONSTRAINT playground_conversation_size CHECK ("sizeBytes" BETWEEN 0 AND 262144 AND length("title") BETWEEN 1 AND 120);
