-- Designations and kinds of weapons in the registers of deals.
SELECT DISTINCT unnest([d.designation, d.description]) AS name FROM deal d ORDER BY name;
