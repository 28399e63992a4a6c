-- CreateTable
CREATE TABLE "district" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "calendar" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "district_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "area" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "parent" TEXT,
    "households" INTEGER NOT NULL,
    "succeeded_by" TEXT,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "area_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "area_geometry" (
    "area" TEXT NOT NULL,
    "geojson" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "area_geometry_pkey" PRIMARY KEY ("area")
);

-- CreateTable
CREATE TABLE "unit" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "parent" UUID,
    "board" TEXT,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "unit" UUID NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" BYTEA,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holding" (
    "staff" UUID NOT NULL,
    "post" UUID NOT NULL,
    "held_from" TIMESTAMPTZ(3) NOT NULL,
    "held_to" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "holding_pkey" PRIMARY KEY ("staff","post","held_from")
);

-- CreateTable
CREATE TABLE "resident" (
    "login" TEXT NOT NULL,
    "name" BYTEA NOT NULL,
    "phone" BYTEA,
    "area" TEXT NOT NULL,
    "compound" TEXT,
    "building" TEXT,
    "unit" TEXT,
    "room" TEXT,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "resident_pkey" PRIMARY KEY ("login")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "claim" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "compound" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "property_company" TEXT,
    "built_year" INTEGER,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "compound_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "room" (
    "compound" TEXT NOT NULL,
    "building" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "area" INTEGER NOT NULL,
    "area_basis" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "room_pkey" PRIMARY KEY ("compound","building","unit","room")
);

-- CreateTable
CREATE TABLE "room_owner" (
    "compound" TEXT NOT NULL,
    "building" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "owned_from" TIMESTAMPTZ(3) NOT NULL,
    "owned_to" TIMESTAMPTZ(3),
    "name" BYTEA NOT NULL,
    "phone" BYTEA,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "room_owner_pkey" PRIMARY KEY ("compound","building","unit","room","owner","owned_from")
);

-- CreateTable
CREATE TABLE "household" (
    "compound" TEXT NOT NULL,
    "building" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "household" TEXT NOT NULL,
    "persons" INTEGER NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "household_pkey" PRIMARY KEY ("compound","building","unit","room","household")
);

-- CreateTable
CREATE TABLE "matter_type" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "matter_type_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "calendar" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "ladder" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "ladder_pkey" PRIMARY KEY ("code","version")
);

-- CreateIndex
CREATE INDEX "area_parent_code_idx" ON "area"("parent", "code");

-- CreateIndex
CREATE UNIQUE INDEX "unit_code_key" ON "unit"("code");

-- CreateIndex
CREATE INDEX "unit_area_code_idx" ON "unit"("area", "code");

-- CreateIndex
CREATE UNIQUE INDEX "post_code_key" ON "post"("code");

-- CreateIndex
CREATE INDEX "post_unit_idx" ON "post"("unit");

-- CreateIndex
CREATE UNIQUE INDEX "staff_code_key" ON "staff"("code");

-- CreateIndex
CREATE INDEX "staff_login_idx" ON "staff"("login");

-- CreateIndex
CREATE INDEX "holding_post_idx" ON "holding"("post");

-- AddForeignKey
ALTER TABLE "post" ADD CONSTRAINT "post_unit_fkey" FOREIGN KEY ("unit") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "holding" ADD CONSTRAINT "holding_staff_fkey" FOREIGN KEY ("staff") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "holding" ADD CONSTRAINT "holding_post_fkey" FOREIGN KEY ("post") REFERENCES "post"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
