/** Of sla's own clocks: a rung stands if and only if it was planned before the stop of its clock and its time is known to have come. */
export const RUNGS = `
  with plan as (
    select c.case_id, c.no, r.rung, r.planned_at, c.stopped_at, w.at as known from clock c join watermark w on w.part = c.part
    cross join lateral unnest(c.plans) with ordinality as r (planned_at, rung)
  ), due as (
    select * from plan where planned_at < coalesce(stopped_at, 'infinity') and planned_at <= known
  ), fired as (
    select case_id, no, rung, count(*) as times, min(planned_at) as planned_at, count(withdrawn_at) as withdrawn from escalation group by case_id, no, rung
  )
  select (select count(*)::int from due) as due, (select count(*)::int from fired) as fired,
    (select count(*)::int from due left join fired using (case_id, no, rung) where fired.times is null) as missing,
    (select count(*)::int from fired left join plan using (case_id, no, rung)
      where plan.planned_at is distinct from fired.planned_at or plan.planned_at >= coalesce(plan.stopped_at, 'infinity')) as "not due",
    (select count(*)::int from fired where times > 1) as doubled, (select coalesce(sum(withdrawn), 0)::int from fired) as withdrawn`
