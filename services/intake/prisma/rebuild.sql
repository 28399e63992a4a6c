-- Drops what dispatch and sla said of the cases of matters. Which status a legacy system was told stands with the matter, and stays.
truncate followed_case, case_holder;
