-- A decision that owners or households take together.
CREATE TABLE "decision" (
    "id" UUID NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);
