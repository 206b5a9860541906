SELECT m.party, m.state_id, m.first_year, m.last_year FROM membership m WHERE NOT m.folded;
