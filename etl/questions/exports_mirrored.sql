-- title = "Arms exports of {from_whom} by recipient in {period}: reported to the European Union, and by SIPRI"
-- unit = "per cent of the euros reported as exported, and of the volume (TIV)"
-- complete_for = "supplier from_whom"

FROM mirrored_exports($from_whom, $from_year, $to_year, in_release := $in_release);
