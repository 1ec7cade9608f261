-- What everything an installation makes outside its database is marked with, so that nothing of another one is ever touched.
CREATE TABLE "Installation" (
    "id" TEXT NOT NULL DEFAULT 'this',
    "mark" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Installation_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "Installation" ADD CONSTRAINT installation_one CHECK ("id" = 'this');
ALTER TABLE "Installation" ADD CONSTRAINT installation_mark CHECK ("mark" ~ '^[a-z0-9]{16}$');

ALTER TABLE "InstanceHost" ADD COLUMN "figures" JSONB NOT NULL DEFAULT '{}';
