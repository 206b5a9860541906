-- Which flows of each release answer for whom and when, without those that are approximate.
SELECT a.claims, a.first_year, a.last_year, a.release, a.snapshot_id, a.precision
FROM answering_snapshot a
WHERE a.asked_release IS NOT NULL AND a.precision NOT IN ('rebuilt', 'split')
  AND NOT contains(a.claims, ' or ');
