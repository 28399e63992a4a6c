-- Rule sets that an editor put, each version as it was put, its tests with it.
CREATE TABLE "rule_set" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "put_by" UUID NOT NULL,
    "put_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_set_pkey" PRIMARY KEY ("code","version")
);
