-- What sla has told, kept apart by a rebuild of its clocks: numbers and instants that follow from no topic.
create table told_clock (
  id uuid primary key,
  case_id uuid not null,
  clock_sequence int not null,
  escalation_sequence int not null
);
create index told_clock_case on told_clock (case_id);

-- A rung that was told is never told again, and keeps the instant at which it fired.
create table told_rung (
  case_id uuid not null,
  no smallint not null,
  epoch int not null,
  rung smallint not null,
  fired_at timestamptz not null,
  primary key (case_id, no, epoch, rung)
);
