-- Drops what follows from dispatch.case.v1 and voting.decision.v1. What was told stays: it is never told again.
insert into told_clock (id, case_id, clock_sequence, escalation_sequence)
select id, case_id, clock_sequence, escalation_sequence from clock
on conflict (id) do update set
  clock_sequence = greatest(told_clock.clock_sequence, excluded.clock_sequence),
  escalation_sequence = greatest(told_clock.escalation_sequence, excluded.escalation_sequence);
insert into told_rung (case_id, no, epoch, rung, fired_at)
select case_id, no, epoch, rung, fired_at from escalation
on conflict do nothing;
-- A clock that a notice moved does not follow from its topic: by which calendar it was derived before, and what fired by that one.
truncate kept_case, watermark, progress;
insert into kept_case (id)
select id from timed_case k where exists (select from recomputation r where r.case_id = k.id);
delete from clock where case_id not in (select id from kept_case);
delete from escalation where case_id not in (select id from kept_case);
delete from timed_case where id not in (select id from kept_case);
