-- What an instance stores is unknown until its folder was looked through once.
ALTER TABLE "InstanceSample" ALTER COLUMN "storageBytes" DROP NOT NULL;
