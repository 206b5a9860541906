SELECT s.state_id, s.name FROM state s;
