create table kase (
  id uuid not null,
  number text not null,
  type text not null,
  type_version integer not null,
  area text not null,
  street text,
  community text,
  grid text,
  state text not null,
  round integer not null,
  level text not null,
  unit uuid not null,
  post uuid,
  person uuid,
  held_since timestamptz(3) not null,
  received_at timestamptz(3) not null,
  verified_at timestamptz(3),
  closed_at timestamptz(3),
  ended_by_seq integer,
  case_started_at timestamptz(3) not null,
  step_started_at timestamptz(3),
  case_due_at timestamptz(3),
  case_warn_at timestamptz(3),
  step_due_at timestamptz(3),
  step_warn_at timestamptz(3),
  due_at timestamptz(3) not null,
  reporter_kind text not null,
  reporter text not null,
  system text,
  authority text,
  first_level text not null,
  first_unit uuid not null,
  dispatcher_level text,
  dispatcher_unit uuid,
  given_level text,
  given_unit uuid,
  given_post uuid,
  handlers uuid[],
  participants uuid[],
  void_asked_by uuid,
  void_asked_at timestamptz(3),
  changed_by text not null,
  changed_at timestamptz(3) not null,
  version integer not null,
  seq integer not null,
  head text not null,
  last_at timestamptz(3) not null,
  constraint kase_pkey primary key (id)
);

create table number_series (
  series text not null,
  last integer not null,
  constraint number_series_pkey primary key (series)
);

create unique index kase_number_key on kase (number);
create index kase_unit_due_at_id_idx on kase (unit, due_at, id);
create index kase_person_due_at_id_idx on kase (person, due_at, id);
create index kase_street_due_at_id_idx on kase (street, due_at, id);
create index kase_community_due_at_id_idx on kase (community, due_at, id);
create index kase_grid_due_at_id_idx on kase (grid, due_at, id);
create index kase_state_due_at_id_idx on kase (state, due_at, id);
create index kase_type_due_at_id_idx on kase (type, due_at, id);
create index kase_due_at_id_idx on kase (due_at, id);
create index kase_reporter_due_at_id_idx on kase (reporter, due_at, id);
create index kase_dispatcher_unit_due_at_id_idx on kase (dispatcher_unit, due_at, id);
create index kase_participants_idx on kase using gin (participants);

-- The sooner due instant of the clocks that run: the case's until it is verified, the step's while it lasts.
create function sooner_due(closed_at timestamptz, verified_at timestamptz, case_due_at timestamptz, step_due_at timestamptz)
returns timestamptz language sql immutable parallel safe
return case
  when closed_at is not null then 'infinity'
  else coalesce(least(case when verified_at is null then case_due_at end, step_due_at), 'infinity')
end;

-- The responsibility ledger. Partitioned by the month in the case's UUID v7, so that (case_id, seq) stays unique; a schema of
-- its own, because Prisma knows no partitions.
create schema ledger;

create table ledger.entry (
  case_id uuid not null,
  seq integer not null,
  at timestamptz(3) not null,
  -- The entry as it stands on the bus, to the byte.
  value text not null,
  -- Of a command with an Idempotency-Key: who and which key, the hash of the command, and what was answered.
  command_key text,
  command_hash text,
  answer text,
  primary key (case_id, seq),
  unique (case_id, command_key)
) partition by range (case_id);

-- Free text stays here. It is erased together with its salt; the hash in the entry remains.
create table ledger.text (
  case_id uuid not null,
  seq integer not null,
  text text not null,
  salt text not null,
  primary key (case_id, seq)
) partition by range (case_id);

-- What no month was made for yet, and ids that carry no time.
create table ledger.entry_default partition of ledger.entry default;
create table ledger.text_default partition of ledger.text default;

-- The smallest UUID v7 of a month (UTC).
create function ledger.first_id(month date) returns uuid language sql immutable parallel safe
return (lpad(to_hex((extract(epoch from date_trunc('month', month::timestamp)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Makes the partitions of some months from `first` on. A month of which rows lie in the default partition already stays there.
create function ledger.ensure_months(first date, months integer) returns void language plpgsql as $$
declare
  month date;
  of_table text;
begin
  perform pg_advisory_xact_lock(hashtext('ledger.ensure_months'));
  for month in select (date_trunc('month', first::timestamp) + make_interval(months => n))::date from generate_series(0, months - 1) n loop
    foreach of_table in array array['entry', 'text'] loop
      if to_regclass(format('ledger.%I', of_table || to_char(month, '_YYYY_MM'))) is null then
        begin
          execute format('create table ledger.%I partition of ledger.%I for values from (%L) to (%L)', of_table || to_char(month, '_YYYY_MM'), of_table,
            ledger.first_id(month), ledger.first_id((month + interval '1 month')::date));
        exception when check_violation then
          null;
        end;
      end if;
    end loop;
  end loop;
end $$;
