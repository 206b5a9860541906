SELECT a.first_year, a.release FROM answerable($role, $who, $years) a;
