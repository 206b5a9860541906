SELECT s.state_id, s.name, s.region FROM state s;
