-- How many decisions are in which stage is looked at four times a minute.
create index decision_stage on decision (stage);
