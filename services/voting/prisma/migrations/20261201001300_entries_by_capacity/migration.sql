-- In which capacity somebody acted: who they are is shown of no resident, their office is. What was entered before does not say it.
alter table decision_entry add actor_as text;
