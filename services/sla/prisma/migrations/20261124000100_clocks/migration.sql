-- A case as far as time is concerned: its time plan, and who holds it now.
create table timed_case (
  id uuid primary key,
  -- The partition of dispatch.case.v1 on which its entries travel.
  part smallint not null,
  number text not null,
  area text not null,
  reporter_kind text,
  reporter_id text,
  plan jsonb not null,
  -- {level, unit, post?, person?}
  holder jsonb not null,
  -- Persons who have held it.
  handlers text[] not null,
  -- The number of its youngest clock.
  last_no smallint not null
) with (fillfactor = 85);

-- A clock holds facts (start, budget, pauses, ladder, what fired, when it stopped) and what follows from them (due, warning, planned instants).
create table clock (
  case_id uuid not null,
  no smallint not null,
  id uuid not null,
  part smallint not null,
  kind text not null,
  -- ESCALATION: a rung escalates. ELAPSED: dispatch acts on it.
  signal text not null,
  calendar text not null,
  -- The version of the calendar by which due and plans were derived.
  calendar_version int not null,
  started_at timestamptz not null,
  amount int not null,
  unit text not null,
  pauses timestamptz[] not null,
  -- [{percent, tell: []}], ascending
  ladder jsonb not null,
  epoch int not null,
  due_at timestamptz not null,
  warn_at timestamptz not null,
  provisional boolean not null,
  plans timestamptz[] not null,
  -- How many rungs lie behind.
  next_rung smallint not null,
  stopped_at timestamptz,
  -- The last number given to an event of this clock on sla.clock.v1 and on sla.escalation.v1: whoever numbers holds this row.
  clock_sequence int not null,
  escalation_sequence int not null,
  -- What the sweep waits for; generated, so that it is never at odds with plans and next_rung.
  next_fire_at timestamptz generated always as (case when stopped_at is null then plans[next_rung + 1] end) stored,
  primary key (case_id, no)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index clock_next on clock (part, next_fire_at) where next_fire_at is not null;
create index clock_calendar on clock (calendar, calendar_version) where stopped_at is null;

-- A rung that was reached. The key is what makes it fire once an epoch.
create table escalation (
  case_id uuid not null,
  no smallint not null,
  epoch int not null,
  rung smallint not null,
  planned_at timestamptz not null,
  fired_at timestamptz not null,
  withdrawn_at timestamptz,
  -- Who held the case: a withdrawal is told to the same.
  holder jsonb not null,
  primary key (case_id, no, epoch, rung)
);

-- What is known of a partition of dispatch.case.v1: every entry of an instant before "at" is applied, every offset before "applied" too.
create table watermark (
  part smallint primary key,
  applied bigint not null,
  at timestamptz
) with (fillfactor = 10);

-- What dispatch said about its progress and sla has not yet applied.
create table progress (
  part smallint not null,
  "offset" bigint not null,
  at timestamptz not null,
  primary key (part, "offset")
);

-- Why a due instant moved without anybody's command.
create table recomputation (
  case_id uuid not null,
  no smallint not null,
  calendar text not null,
  from_version int not null,
  to_version int not null,
  at timestamptz not null,
  due_before timestamptz not null,
  due_after timestamptz not null,
  primary key (case_id, no, to_version)
);
