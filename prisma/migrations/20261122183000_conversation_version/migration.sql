-- Two pages that carry on with one conversation: each says what it has read, and whose writing was not the last continues in a copy.
ALTER TABLE "PlaygroundConversation" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "writer" TEXT;
ALTER TABLE "PlaygroundConversation" ADD CONSTRAINT "PlaygroundConversation_version_check" CHECK ("version" >= 1);
