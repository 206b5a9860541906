-- title = "SIPRI's armament categories"
-- unit = "categories"

SELECT c.category, c.contains
FROM category c
ORDER BY c.category = 'Other', c.category;
