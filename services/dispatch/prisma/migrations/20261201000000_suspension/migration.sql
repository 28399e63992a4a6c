-- When the clocks of a case stood still and went on, by turns, in its present round; why they did last, and for how long at most.
alter table kase
  add column pauses timestamptz(3)[] default array[]::timestamptz(3)[],
  add column suspension_reason text,
  add column suspension_amount integer,
  add column suspension_unit text,
  -- The decision of the owners that it asked for last, and what became of it.
  add column decision uuid,
  add column decision_passed boolean;
