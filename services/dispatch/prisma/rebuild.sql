-- Drops what sla said of the clocks of cases. Ledgers, and the states that follow from them, are dispatch's own.
update kase set case_due_at = null, case_warn_at = null, step_due_at = null, step_warn_at = null, due_at = 'infinity';
