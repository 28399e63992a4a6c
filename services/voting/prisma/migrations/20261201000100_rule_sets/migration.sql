-- Versions of rule sets with their tests: those that an editor put, and those that were used, of which nobody put them.
CREATE TABLE "rule_set" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "put_by" UUID,
    "put_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_set_pkey" PRIMARY KEY ("code","version")
);
