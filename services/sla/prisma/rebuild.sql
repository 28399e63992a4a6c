-- Drops what follows from dispatch.case.v1. What was told stays: it is never told again.
insert into told_clock (id, case_id, clock_sequence, escalation_sequence)
select id, case_id, clock_sequence, escalation_sequence from clock
on conflict (id) do update set
  clock_sequence = greatest(told_clock.clock_sequence, excluded.clock_sequence),
  escalation_sequence = greatest(told_clock.escalation_sequence, excluded.escalation_sequence);
insert into told_rung (case_id, no, epoch, rung, fired_at)
select case_id, no, epoch, rung, fired_at from escalation
on conflict do nothing;
truncate timed_case, clock, escalation, watermark, progress;
