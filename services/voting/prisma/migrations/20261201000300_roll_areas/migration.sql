-- The lines of a roll, and the area of those who have voted, are read from it alone: a million rows of the table lie in another order.
create index roll_head_area on roll_head (decision, head, area);
