-- title = "The largest {role}s of {category} in {period}"
-- unit = "per cent of the world's volume (TIV) of transfers in the category"
-- complete_for = "world"
-- [params]
-- category = "text"

FROM category_leaders($role, $category, $from_year, $to_year, in_release := $in_release);
